package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Aborts and run timeouts of a container that the next process adopts. */
class AdoptedStopTest extends AdoptionStory {
    /** Redis away, Temporal there. */
    @Test
    void anAbortDoesNotWaitForTheLogStore() {
        RunRequest request = box("sh", "-c", "echo one; sleep 600").as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);
        executor.logs.away = true;
        executor.restart(executor.engine);
        AttemptSupervisor supervisor = executor.deliverAgain(request);

        supervisor.stop(StopCause.ABORTED);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.containers().getFirst().state() == State.ENDED);
        assertThat(supervisor.outcome()).isNotDone();
        executor.logs.away = false;
        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(executor.written(job, LogSource.STDOUT)).isEqualTo("one\n");
    }

    @Test
    void theRunTimeoutDoesNotWaitForTheLogStore() {
        RunRequest request =
                box("sh", "-c", "echo one; sleep 600").timeout(4).grace(0).as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);
        executor.logs.away = true;
        executor.restart(executor.engine);
        AttemptSupervisor supervisor = executor.deliverAgain(request);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.containers().getFirst().state() == State.ENDED);
        executor.logs.away = false;
        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.RUN_TIMEOUT);
    }

    @Test
    void theRunTimeoutCountsFromTheTrueStart() {
        RunRequest request =
                box("sh", "-c", "echo one; sleep 60").timeout(4).grace(0).as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);

        Outcome outcome = adoptedBy(request);

        assertThat(outcome.reason()).isEqualTo(StatusReason.RUN_TIMEOUT);
        assertThat(Duration.between(outcome.startedAt(), outcome.finishedAt()))
                .isBetween(Duration.ofMillis(3500), Duration.ofSeconds(30));
    }

    /** The engine's times are by the engine's clock, which may be another machine's. */
    @ParameterizedTest
    @ValueSource(ints = {-2, 2})
    void aClockThatIsSetWronglyChangesNoRunTimeout(int hours) {
        executor.clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(hours));
        executor.restart(new MortalEngine());
        RunRequest request = box("sh", "-c", "echo one; sleep 3; exit 6")
                .timeout(600)
                .grace(0)
                .as(job);
        executor.begin(request);
        awaitOutput("one");
        dead.set(true);

        Outcome outcome = adoptedBy(request);

        assertThat(outcome.reason()).isEqualTo(StatusReason.EXIT_CODE);
        assertThat(outcome.exitCode()).isEqualTo(6);
    }
}
