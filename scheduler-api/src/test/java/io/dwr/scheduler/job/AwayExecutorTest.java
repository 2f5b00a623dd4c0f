package io.dwr.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorContact;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.job.Stage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AwayExecutorTest {
    private static final Duration LOST_AFTER = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String ENGINE =
            "engine_unreachable: the container engine at unix:///docker.sock is out of reach";

    @ParameterizedTest
    @EnumSource
    void anExecutorThatIsThereIsNotAway(Stage stage) {
        assertThat(AwayExecutor.of(stage, silent(14), LOST_AFTER)).isNull();
        assertThat(AwayExecutor.of(stage, troubled("state_directory_full: no room in /var"), LOST_AFTER))
                .as("what runs there is heard of")
                .isNull();
    }

    @Test
    void silenceSaysSinceWhenAndWhatComes() {
        AwayExecutor away = AwayExecutor.of(Stage.RUNNING, silent(15), LOST_AFTER);

        assertThat(away.kind().word()).isEqualTo("out_of_contact");
        assertThat(away.since()).isEqualTo(NOW.minusSeconds(15));
        assertThat(away.sentence())
                .isEqualTo("its executor alpha has been out of contact for 15 s; after 60 s (LOST_AFTER) without a sign"
                        + " of life to Redis and Temporal the attempt is lost and the job goes on elsewhere, unless it"
                        + " has ended or was aborted");
    }

    @Test
    void whatIsStillThereAfterLostAfterIsHeldByTemporal() {
        assertThat(AwayExecutor.of(Stage.RUNNING, silent(78), LOST_AFTER).sentence())
                .isEqualTo("its executor alpha has been out of contact for 78 s, longer than 60 s (LOST_AFTER); once"
                        + " Temporal gives it up, too, the attempt is lost and the job goes on elsewhere, unless it has"
                        + " ended or was aborted");
    }

    @Test
    void whatWasNotTakenUpGoesOnSooner() {
        assertThat(AwayExecutor.of(Stage.DISPATCHING, silent(20), LOST_AFTER).sentence())
                .contains("has not taken the job up; after 30 s (half of LOST_AFTER)");
    }

    @Test
    void anEngineOutOfReachSaysWhatBecomesOfTheContainer() {
        AwayExecutor away = AwayExecutor.of(Stage.RUNNING, troubled(ENGINE), LOST_AFTER);

        assertThat(away.kind().word()).isEqualTo("engine_unreachable");
        assertThat(away.sentence())
                .isEqualTo("the container engine of its executor alpha is out of reach since 2026-01-01T11:59:00Z; its"
                        + " container runs on, unless the engine took it along, and the executor goes on with it when"
                        + " the engine answers again; nothing new is placed there");
        assertThat(AwayExecutor.of(Stage.PULLING, troubled(ENGINE), LOST_AFTER).sentence())
                .endsWith("; without a container after 30 s (half of LOST_AFTER) the job goes elsewhere");
        assertThat(AwayExecutor.of(Stage.STOPPING, troubled(ENGINE), LOST_AFTER).sentence())
                .endsWith("; whether its container is gone is known when the engine answers again");
    }

    @Test
    void whatASilentExecutorSaidLastIsOld() {
        ExecutorContact silent = contact(20, ENGINE);

        assertThat(AwayExecutor.of(Stage.RUNNING, silent, LOST_AFTER).kind())
                .isEqualTo(AwayExecutor.Kind.OUT_OF_CONTACT);
    }

    private static ExecutorContact silent(int seconds) {
        return contact(seconds, null);
    }

    private static ExecutorContact troubled(String trouble) {
        return contact(1, trouble);
    }

    private static ExecutorContact contact(int silentSeconds, @Nullable String trouble) {
        return new ExecutorContact(
                new ExecutorId("alpha"),
                NOW,
                NOW.minusSeconds(silentSeconds),
                trouble,
                trouble == null ? null : NOW.minusSeconds(60));
    }
}
