package io.dwr.executor.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.inventory.GpuReading;
import io.dwr.executor.report.Rhythm;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.Usage;
import io.dwr.redis.usage.UsageStore.Noted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What containers use, by a real engine. */
class UsageTest {
    private static final long MIB = 1L << 20;
    // Fills a shell variable with 20 MB and computes until it is told to end.
    private static final String BUSY =
            "x=$(head -c 20000000 /dev/zero | tr '\\0' x); trap 'exit 0' TERM; while :; do :; done";

    @TempDir
    Path directory;

    private ExecutorFixture executor;
    private Rhythm sampling;

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(directory.resolve("state"), directory);
        sampling = new Rhythm("usage", Duration.ofMillis(100), () -> executor.sampler.sampleDue());
    }

    @AfterEach
    void stop() {
        sampling.close();
        executor.close();
    }

    private Noted awaitSamples(JobId job, int least) {
        await().atMost(ExecutorFixture.LIMIT)
                .until(() -> executor.usage
                        .find(job)
                        .filter(noted -> noted.series().points().size() >= least)
                        .isPresent());
        return executor.usage.find(job).orElseThrow();
    }

    private Usage awaitPeak(JobId job, long memoryBytes) {
        await().atMost(ExecutorFixture.LIMIT)
                .until(() -> executor.usage
                        .find(job)
                        .filter(noted -> noted.usage().peakMemoryBytes() >= memoryBytes
                                && noted.usage().cpuSeconds() > 0.1)
                        .isPresent());
        return executor.usage.find(job).orElseThrow().usage();
    }

    @Test
    void theOutcomeTellsWhatWasUsed() {
        executor.gpus = Map.of("GPU-1", new GpuReading(7 * MIB, 0.5));
        JobId job = ExecutorFixture.newJob();
        AttemptSupervisor supervisor = executor.begin(ExecutorFixture.box("sh", "-c", BUSY)
                .milliCpus(200)
                .memory(256 * MIB)
                .as(job));

        Usage live = awaitPeak(job, 20_000_000);
        supervisor.stop(StopCause.ABORTED);
        Outcome outcome = ExecutorFixture.await(supervisor);

        Usage used = outcome.usage();
        assertThat(outcome.reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(used).isNotNull();
        assertThat(used.cpuSeconds()).isGreaterThanOrEqualTo(live.cpuSeconds());
        assertThat(used.averageCpuCores()).isPositive();
        assertThat(used.peakCpuCores()).isGreaterThanOrEqualTo(used.averageCpuCores());
        assertThat(used.peakMemoryBytes()).isBetween(20_000_000L, 256 * MIB);
        assertThat(used.networkRxBytes()).isNotNegative();
        assertThat(used.gpus()).isEmpty();
        assertThat(executor.usage.find(job).orElseThrow().usage()).isEqualTo(used);
    }

    @Test
    void aShortContainerIsNotSampled() {
        executor.usageInterval = Duration.ofMinutes(10);
        executor.restart(executor.engine);
        JobId job = ExecutorFixture.newJob();

        assertThat(executor.run(ExecutorFixture.box("true").as(job)).usage()).isNull();
        assertThat(executor.usage.find(job)).isEmpty();
    }

    @Test
    void theNextProcessGoesOnWithPeaksAndSeries() {
        JobId job = ExecutorFixture.newJob();
        executor.begin(ExecutorFixture.box("sleep", "600").as(job));
        Noted before = awaitSamples(job, 1);

        executor.restart(executor.engine);
        AttemptSupervisor next =
                executor.deliverAgain(ExecutorFixture.box("sleep", "600").as(job));
        Noted after = awaitSamples(job, before.series().points().size() + 1);
        next.stop(StopCause.ABORTED);

        assertThat(after.series().points()).startsWith(before.series().points().getFirst());
        assertThat(ExecutorFixture.await(next).usage().peakMemoryBytes())
                .isGreaterThanOrEqualTo(before.usage().peakMemoryBytes());
    }

    @Test
    void aLostRedisCostsTheJobNothingAndTheOutcomeNoFigures() {
        executor.usage.away = true;
        JobId job = ExecutorFixture.newJob();
        AttemptSupervisor supervisor =
                executor.begin(ExecutorFixture.box("sleep", "600").as(job));
        await().atMost(ExecutorFixture.LIMIT).until(() -> executor.usage.tries.get() > 0);
        supervisor.stop(StopCause.ABORTED);

        Outcome outcome = ExecutorFixture.await(supervisor);

        assertThat(outcome.usage()).isNotNull();
        assertThat(outcome.usage().memoryBytes()).isPositive();
    }
}
