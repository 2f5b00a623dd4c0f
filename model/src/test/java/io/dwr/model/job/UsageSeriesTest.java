package io.dwr.model.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsageSeriesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static UsagePoint at(int second, double cores, long memory, @Nullable Double gpu) {
        return new UsagePoint(
                START.plusSeconds(second),
                cores,
                memory,
                second,
                second * 2L,
                second * 3L,
                second * 4L,
                gpu,
                memory / 2);
    }

    private static UsageSeries ofSamples(int count) {
        UsageSeries series = UsageSeries.EMPTY;
        for (int i = 1; i <= count; i++) {
            series = series.plus(at(i, i % 2, i == 7 ? 1_000 : 10, 0.5));
        }
        return series;
    }

    @Test
    void aShortRunKeepsEverySample() {
        UsageSeries series = ofSamples(60);

        assertThat(series.samplesPerPoint()).isEqualTo(1);
        assertThat(series.points()).hasSize(60);
        assertThat(series.points().getFirst()).isEqualTo(at(1, 1, 10, 0.5));
        assertThat(series.points().getLast()).isEqualTo(at(60, 0, 10, 0.5));
    }

    @Test
    void aLongRunIsKeptWholeAndItsPeakToo() {
        for (int samples : new int[] {61, 100, 121, 1_000, 100_000}) {
            UsageSeries series = ofSamples(samples);

            assertThat(series.points()).hasSizeBetween(30, UsageSeries.MOST_POINTS);
            assertThat(series.points().getLast().at()).isEqualTo(START.plusSeconds(samples));
            assertThat(series.points().getLast().networkTxBytes()).isEqualTo(samples * 2L);
            assertThat(series.points())
                    .isSortedAccordingTo((one, other) -> one.at().compareTo(other.at()));
            assertThat(series.points().getFirst().memoryBytes()).isEqualTo(samples >= 1_000 ? 1_000 : 10);
            assertThat(series.points().stream()
                            .mapToLong(UsagePoint::memoryBytes)
                            .max())
                    .hasValue(1_000);
            int counted = (series.points().size() - 1) * series.samplesPerPoint() + series.samplesInLast();
            assertThat(counted).isEqualTo(samples);
            assertThat(series.points().get(1).cpuCores()).isEqualTo(0.5);
            assertThat(series.points().get(1).gpuUtilization()).isEqualTo(0.5);
        }
    }

    @Test
    void aPointOfUnknownUtilizationTakesTheKnownOne() {
        assertThat(at(1, 0, 1, null).merged(1, at(2, 0, 1, 0.25), 1).gpuUtilization())
                .isEqualTo(0.25);
        assertThat(at(1, 0, 1, 0.75).merged(1, at(2, 0, 1, null), 1).gpuUtilization())
                .isEqualTo(0.75);
        assertThat(at(1, 0, 1, null).merged(1, at(2, 0, 1, null), 1).gpuUtilization())
                .isNull();
        assertThat(at(1, 0, 1, 1.0).merged(3, at(2, 0, 1, 0.0), 1).gpuUtilization())
                .isEqualTo(0.75);
    }
}
