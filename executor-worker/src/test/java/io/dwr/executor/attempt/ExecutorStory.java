package io.dwr.executor.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.model.job.JobId;
import io.dwr.model.log.LogSource;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with one executor and one job on the real engine; it leaves no container behind. */
abstract class ExecutorStory {
    static final String DEAF = "trap '' TERM; echo up; while true; do sleep 0.1; done";

    @TempDir
    Path state;

    @TempDir
    Path volumes;

    ExecutorFixture executor;
    final JobId job = ExecutorFixture.newJob();

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(state, volumes);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(executor.containers()).isEmpty();
        executor.close();
    }

    AttemptSupervisor running(AttemptSpec spec) {
        AttemptSupervisor supervisor = executor.begin(spec.as(job));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> executor.written(job, LogSource.STDOUT).contains("up"));
        return supervisor;
    }
}
