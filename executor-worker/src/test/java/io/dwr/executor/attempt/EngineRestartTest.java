package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.docker.DockerContainerEngine;
import io.dwr.executor.engine.docker.TestEngine;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import io.dwr.test.OwnEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine itself ends under a running container and comes back: the true end, told apart from a program's own. */
@Tag("nightly")
class EngineRestartTest {
    private static final ContainerOptions NO_NETWORK = new ContainerOptions(
            null,
            false,
            null,
            ContainerOptions.DEFAULT.limits(),
            new ContainerOptions.Privileges("none", null, null, false, false, List.of(), List.of(), List.of()));

    @TempDir
    private Path directory;

    private final JobId job = ExecutorFixture.newJob();

    /** Case 93. */
    @Test
    void whatTheEngineTookWithItIsNoFailureOfTheProgram() {
        Outcome outcome = through(false, "echo up; sleep 600", OwnEngine::restart);

        assertThat(outcome.reason()).isEqualTo(StatusReason.ENGINE_RESTARTED);
    }

    @Test
    void withLiveRestoreTheContainerGoesOnAndIsFollowedToItsEnd() {
        Outcome outcome =
                through(true, "echo up; for i in $(seq 1 60); do echo $i; sleep 0.5; done; exit 5", OwnEngine::restart);

        assertThat(outcome.exitCode()).isEqualTo(5);
        assertThat(written).startsWith("up\n1\n").endsWith("60\n");
        if (!said.contains("may be missing or doubled")) {
            assertThat(written)
                    .isEqualTo("up\n"
                            + IntStream.rangeClosed(1, 60)
                                    .mapToObj(line -> line + "\n")
                                    .collect(Collectors.joining()));
        }
    }

    @Test
    void afterAKilledEngineTheTrueExitCodeIsFound() {
        Outcome outcome = through(true, "echo up; sleep 5; exit 7", engine -> {
            engine.kill();
            await().pollDelay(Duration.ofSeconds(8)).until(() -> true);
            engine.start();
        });

        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(said).contains("the engine was away when the program ended");
    }

    private String written = "";
    private String said = "";

    private Outcome through(boolean liveRestore, String script, java.util.function.Consumer<OwnEngine> fault) {
        try (OwnEngine own = OwnEngine.start(liveRestore);
                ExecutorFixture executor = new ExecutorFixture(directory, directory);
                DockerContainerEngine engine = new DockerContainerEngine(own.host(), 4)) {
            own.load("box:latest", TestEngine.host().toString());
            executor.restart(engine);
            AttemptSupervisor supervisor =
                    executor.begin(box("sh", "-c", script).options(NO_NETWORK).as(job));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> executor.written(job, LogSource.STDOUT).contains("up"));

            fault.accept(own);

            Outcome outcome = ExecutorFixture.await(supervisor);
            written = executor.written(job, LogSource.STDOUT);
            said = executor.written(job, LogSource.SYSTEM);
            assertThat(engine.list(Map.of())).isEmpty();
            return outcome;
        }
    }
}
