package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.docker.DockerContainerEngine;
import io.dwr.executor.engine.docker.TestEngine;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import io.dwr.test.EngineFault;
import io.dwr.test.EngineProxy;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An abort while the engine is slow to make or to start the container. */
class AbortWhileStartingTest extends ExecutorStory {
    private static final Duration LATE = Duration.ofSeconds(5);
    private static final int GRACE = 1;

    /** Case 87; started late, it may still begin, and then it is stopped like any other. */
    @ParameterizedTest
    @ValueSource(strings = {"POST /containers/create", "POST /containers/[^/]+/start"})
    void aContainerThatComesLateIsNotLeftBehind(String request) {
        abortWhileLate(request);
    }

    /** Case 87: grace and five seconds after the late start; five more, for a busy machine. */
    @Test
    @Tag("nightly")
    void aContainerThatStartsLateIsKilledSoonAfterItsGrace() {
        assertThat(abortWhileLate("POST /containers/[^/]+/start"))
                .isLessThan(LATE.plusSeconds(GRACE).plusSeconds(10));
    }

    /** Tells how long after the abort everything was over. */
    private Duration abortWhileLate(String request) {
        try (EngineProxy proxy = EngineProxy.before(TestEngine.host(), volumes.resolve("e"));
                DockerContainerEngine slow = new DockerContainerEngine(proxy.address(), 10)) {
            EngineFault fault = proxy.delay(request, LATE);
            executor.restart(slow);
            AttemptSupervisor supervisor = executor.begin(box("sh", "-c", "trap 'echo told' TERM; sleep 600")
                    .grace(GRACE)
                    .as(job));
            await().atMost(Duration.ofSeconds(60)).until(() -> fault.hits() > 0);

            Instant asked = Instant.now();
            supervisor.stop(StopCause.ABORTED);

            Outcome outcome = ExecutorFixture.await(supervisor);
            assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.ABORTED);
            assertThat(executor.containers()).isEmpty();
            return Duration.between(asked, Instant.now());
        }
    }

    /** Case 87: the placement is known, and nothing else. */
    @Test
    void anAbortBeforeAnythingIsMadeLeavesNothing() {
        executor.ledger.away = true;
        AttemptSupervisor supervisor = executor.begin(box("echo", "no").as(job));
        supervisor.stop(StopCause.ABORTED);

        Outcome outcome = ExecutorFixture.await(supervisor);

        assertThat(outcome.reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(outcome.containerId()).isNull();
        assertThat(executor.written(job, LogSource.STDOUT)).isEmpty();
    }
}
