package io.dwr.scheduler.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AmountsTest {
    @Test
    void coresAreWrittenAsAPersonWritesThem() {
        assertThat(Amounts.cores(1000)).hasToString("1");
        assertThat(Amounts.cores(100_000)).hasToString("100");
        assertThat(Amounts.cores(1500)).hasToString("1.5");
        assertThat(Amounts.cores(10)).hasToString("0.01");
        assertThat(Amounts.cores(0)).hasToString("0");
    }

    @Test
    void memoryIsGib() {
        assertThat(Amounts.gibOfBytes(1L << 30)).hasToString("1");
        assertThat(Amounts.gibOfBytes(6 << 20)).hasToString("0.005859375");
        assertThat(Amounts.gibOfMib(40_960)).hasToString("40");
    }

    @Test
    void percentHasTwoDecimals() {
        assertThat(Amounts.percentUsed(3000, 2000)).hasToString("33.33");
        assertThat(Amounts.percentUsed(0, 0)).hasToString("0");
        assertThat(Amounts.percent(0.5)).hasToString("50");
        assertThat(Amounts.percent(Double.NaN)).hasToString("0");
    }
}
