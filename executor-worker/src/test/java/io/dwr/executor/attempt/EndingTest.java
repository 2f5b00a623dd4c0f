package io.dwr.executor.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndingTest {
    private static StatusReason reasonBesideTheGuard(int exitCode) {
        ContainerFacts container = new ContainerFacts(
                "abc", "name", Map.of(), State.ENDED, exitCode, false, "", Instant.EPOCH, Instant.EPOCH);
        return new Ending(container, null, false, Optional.empty(), true)
                .outcome(Instant.EPOCH)
                .reason();
    }

    @Test
    void whatTheGuardKilledIsNoFailureOfTheProgram() {
        assertThat(reasonBesideTheGuard(137)).isEqualTo(StatusReason.EXECUTOR_LOST);
    }

    /** The guard notes all attempts of a silent worker, those that have ended, too. */
    @Test
    void whatEndedBeforeTheGuardCameHasItsTrueEnd() {
        assertThat(reasonBesideTheGuard(0)).isEqualTo(StatusReason.COMPLETED);
        assertThat(reasonBesideTheGuard(3)).isEqualTo(StatusReason.EXIT_CODE);
    }

    /** As Docker tells it at times of a program that ends at once. */
    @Test
    void aProgramNeverEndsBeforeItsStart() {
        Instant end = Instant.parse("2026-01-01T00:00:00.5Z");
        ContainerFacts container =
                new ContainerFacts("abc", "name", Map.of(), State.ENDED, 0, false, "", end.plusMillis(1), end);

        Outcome outcome = new Ending(container, null, false, Optional.empty(), false).outcome(end.plusSeconds(1));

        assertThat(outcome.startedAt()).isEqualTo(end);
        assertThat(outcome.finishedAt()).isEqualTo(end);
    }
}
