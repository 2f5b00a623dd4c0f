package io.dwr.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LengtheningPauseTest {
    private static final Duration LEAST = Duration.ofSeconds(30);

    @Test
    void theFirstHalfHourHasThePauseThatWasAskedFor() {
        assertThat(LengtheningPause.after(Duration.ZERO, LEAST)).isEqualTo(LEAST);
        assertThat(LengtheningPause.after(Duration.ofMinutes(30), LEAST)).isEqualTo(LEAST);
    }

    @Test
    void aMonthTakesAFewHundredPauses() {
        Duration soFar = Duration.ZERO;
        int pauses = 0;
        while (soFar.compareTo(Duration.ofDays(30)) < 0) {
            soFar = soFar.plus(LengtheningPause.after(soFar, LEAST));
            pauses++;
        }
        assertThat(pauses).isLessThan(600);
    }
}
