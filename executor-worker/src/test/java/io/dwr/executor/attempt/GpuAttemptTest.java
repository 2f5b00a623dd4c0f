package io.dwr.executor.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogSource;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GPUs that are not as they should be when a job is to have them, or while it does. */
class GpuAttemptTest {
    @TempDir
    Path directory;

    private ExecutorFixture executor;

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(directory.resolve("state"), directory);
    }

    @AfterEach
    void stop() {
        executor.close();
    }

    @Test
    void aJobIsNotGivenADeviceThatIsNotHealthy() {
        executor.gpuProblem = devices -> Optional.of("GPU " + devices.getFirst() + ": it is lost");

        Outcome outcome = executor.run(ExecutorFixture.box("true").gpus("GPU-1").as(ExecutorFixture.newJob()));

        assertThat(outcome.reason()).isEqualTo(StatusReason.GPU_UNHEALTHY);
        assertThat(outcome.message()).isEqualTo("GPU GPU-1: it is lost");
        assertThat(outcome.containerId()).isNull();
        assertThat(executor.containers()).isEmpty();
    }

    @Test
    void aJobWithoutDevicesIsNotLookedAt() {
        executor.gpuProblem = _ -> Optional.of("all are lost");

        assertThat(executor.run(ExecutorFixture.box("true").as(ExecutorFixture.newJob()))
                        .reason())
                .isEqualTo(StatusReason.COMPLETED);
    }

    @Test
    void aJobThatRunsIsToldAndGoesOn() {
        JobId job = ExecutorFixture.newJob();
        AttemptSupervisor supervisor =
                executor.begin(ExecutorFixture.box("sleep", "600").gpus("GPU-1").as(job));
        await().atMost(ExecutorFixture.LIMIT).until(() -> executor.ledger.stages.contains(Stage.RUNNING));

        executor.attempts.tellHolder("GPU-2", "GPU GPU-2 is lost");
        executor.attempts.tellHolder("GPU-1", "GPU GPU-1 is lost");

        await().atMost(ExecutorFixture.LIMIT)
                .until(() -> executor.written(job, LogSource.SYSTEM).contains("GPU GPU-1 is lost"));
        assertThat(executor.written(job, LogSource.SYSTEM)).doesNotContain("GPU-2");
        assertThat(supervisor.outcome()).isNotDone();
        supervisor.stop(StopCause.ABORTED);
        assertThat(ExecutorFixture.await(supervisor).reason()).isEqualTo(StatusReason.ABORTED);
    }

    /** NVIDIA's toolkit may be installed while this process runs. */
    @Test
    void gpusAreHiddenFromAJobWithoutThemAsSoonAsTheEngineCouldHandThemOut() {
        String[] tell = {"sh", "-c", "echo \"[$NVIDIA_VISIBLE_DEVICES]\""};
        JobId before = ExecutorFixture.newJob();
        executor.run(ExecutorFixture.box(tell).as(before));
        executor.handsOutGpus = true;
        JobId after = ExecutorFixture.newJob();
        executor.run(ExecutorFixture.box(tell).as(after));

        assertThat(executor.written(before, LogSource.STDOUT)).isEqualTo("[]\n");
        assertThat(executor.written(after, LogSource.STDOUT)).isEqualTo("[void]\n");
    }
}
