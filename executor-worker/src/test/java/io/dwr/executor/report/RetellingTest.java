package io.dwr.executor.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetellingTest {
    private long now = Long.MAX_VALUE - 5;
    private final Retelling retelling = new Retelling(() -> now);

    private int tolds(Duration time) {
        int told = 0;
        for (long second = 0; second < time.toSeconds(); second++) {
            told += retelling.isDue() ? 1 : 0;
            now += Duration.ofSeconds(1).toNanos();
        }
        return told;
    }

    @Test
    void aLedgerThatKnowsAllIsToldNothingTwice() {
        assertThat(tolds(Duration.ofHours(1))).isZero();
    }

    @Test
    void oneThatLostThisExecutorIsToldForAWhile() {
        retelling.begin();

        assertThat(retelling.isDue()).isTrue();
        assertThat(retelling.isDue()).isFalse();
        assertThat(tolds(Duration.ofHours(1))).isEqualTo(6);
    }

    @Test
    void anotherLossBeginsAnew() {
        retelling.begin();
        tolds(Duration.ofMinutes(4));
        retelling.begin();

        assertThat(tolds(Duration.ofHours(1))).isEqualTo(7);
    }
}
