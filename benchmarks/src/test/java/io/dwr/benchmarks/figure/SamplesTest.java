package io.dwr.benchmarks.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void medianOfAnOddCountIsTheMiddleOne() {
        assertThat(samples(9, 1, 5).median()).isEqualTo(5);
    }

    @Test
    void medianOfAnEvenCountIsTheMeanOfTheMiddleTwo() {
        assertThat(samples(4, 1, 3, 2).median()).isEqualTo(2.5);
    }

    @Test
    void quantileIsAMeasuredValue() {
        Samples ten = samples(10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
        assertThat(ten.quantile(0.9)).isEqualTo(9);
        assertThat(ten.quantile(1)).isEqualTo(10);
        assertThat(ten.quantile(0)).isEqualTo(1);
    }

    @Test
    void meanCountsEveryValue() {
        assertThat(samples(1, 2, 6).mean()).isEqualTo(3);
    }

    @Test
    void nothingMeasuredHasNoMedian() {
        assertThatIllegalStateException().isThrownBy(new Samples()::median);
    }

    private static Samples samples(double... values) {
        Samples samples = new Samples();
        DoubleStream.of(values).forEach(samples::add);
        return samples;
    }
}
