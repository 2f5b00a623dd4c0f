package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.dwr.executor.engine.docker.DockerContainerEngine;
import io.dwr.executor.engine.docker.EngineDeadlines;
import io.dwr.executor.engine.docker.TestEngine;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import io.dwr.test.EngineFault;
import io.dwr.test.EngineProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each call of an attempt meets each fault of the engine: one container all the same, run once, its true end told, and
 * nothing left of it. Cases 95 and 101.
 */
class EngineFaultTableTest {
    private static final EngineDeadlines SHORT =
            new EngineDeadlines(Duration.ofSeconds(8), Duration.ofSeconds(8), Duration.ofSeconds(8));
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private ExecutorFixture executor;

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(directory.resolve("state"), directory);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(executor.containers()).isEmpty();
        executor.close();
    }

    enum Phase {
        IMAGE("GET /images/"),
        CREATE("POST /containers/create"),
        ATTACH("POST /containers/[^/]+/attach"),
        WAIT("POST /containers/[^/]+/wait"),
        START("POST /containers/[^/]+/start"),
        /** Whose grace may be over by the time that the engine hears of it. */
        STOP("POST /containers/[^/]+/stop", 6, 137),
        INSPECT("GET /containers/[^/]+/json"),
        REMOVE("DELETE /containers/");

        private final String requests;
        private final List<Integer> exitCodes;

        Phase(String requests) {
            this(requests, 6);
        }

        Phase(String requests, Integer... exitCodes) {
            this.requests = requests;
            this.exitCodes = List.of(exitCodes);
        }
    }

    enum Strike {
        REFUSED((proxy, requests) -> proxy.refuse(requests).times(3)),
        ANSWER_LOST((proxy, requests) -> proxy.dropAnswer(requests).times(1)),
        NEVER_ANSWERED((proxy, requests) -> proxy.swallow(requests).times(1)),
        ANSWERED_LATE((proxy, requests) ->
                proxy.delay(requests, Duration.ofSeconds(1)).times(1));

        private final BiFunction<EngineProxy, String, EngineFault> fault;

        Strike(BiFunction<EngineProxy, String, EngineFault> fault) {
            this.fault = fault;
        }
    }

    @Test
    void noFaultAtAnyCallChangesTheEnd() {
        try (ExecutorService rows = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = Arrays.stream(Phase.values())
                    .flatMap(phase -> Arrays.stream(Strike.values())
                            .<Future<?>>map(strike -> rows.submit(() -> row(phase, strike))))
                    .toList();

            assertAll(all.stream().map(EngineFaultTableTest::end));
        }
    }

    private static Executable end(Future<?> row) {
        return () -> {
            try {
                row.get();
            } catch (ExecutionException failed) {
                throw failed.getCause();
            }
        };
    }

    private void row(Phase phase, Strike strike) {
        String name = phase + " " + strike;
        JobId job = ExecutorFixture.newJob();
        Path socket = directory.resolve(phase.ordinal() + "-" + strike.ordinal());
        try (EngineProxy proxy = EngineProxy.before(TestEngine.host(), socket);
                DockerContainerEngine engine = new DockerContainerEngine(proxy.address(), 4, SHORT)) {
            EngineFault fault = strike.fault.apply(proxy, phase.requests);
            Outcome outcome = phase == Phase.STOP ? aborted(job, engine) : ended(job, engine);

            assertThat(fault.hits()).as(name).isPositive();
            assertThat(outcome.exitCode()).as(name + ": " + outcome).isIn(phase.exitCodes);
            assertThat(executor.written(job, LogSource.STDOUT)).as(name).isEqualTo("once\n");
            assertThat(executor.engine.list(executor.profile.attemptLabels(job, 1)))
                    .as(name)
                    .isEmpty();
        }
    }

    private Outcome ended(JobId job, DockerContainerEngine engine) {
        Attempts attempts = new Attempts(executor.tools(engine));
        return ExecutorFixture.await(
                attempts.join(box("sh", "-c", "echo once; exit 6").as(job), true, null));
    }

    private Outcome aborted(JobId job, DockerContainerEngine engine) {
        Attempts attempts = new Attempts(executor.tools(engine));
        AttemptSupervisor supervisor = attempts.join(
                box("sh", "-c", "trap 'exit 6' TERM; echo once; while true; do sleep 0.1; done")
                        .as(job),
                true,
                null);
        await().atMost(SOON).until(() -> executor.written(job, LogSource.STDOUT).contains("once"));
        supervisor.stop(StopCause.ABORTED);
        Outcome outcome = ExecutorFixture.await(supervisor);
        assertThat(outcome.reason()).isEqualTo(StatusReason.ABORTED);
        return outcome;
    }
}
