package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An executor comes back without its disk and at another address: all that it kept is its configured id. */
@Tag("nightly")
class RecreatedExecutorTest {
    /** What a busy machine may take for the rest. */
    private static final Duration BUSY = Duration.ofSeconds(30);

    @TempDir
    private Path lostDisk;

    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = new Cluster();
    }

    @AfterEach
    void stop() {
        cluster.checkAndClose();
    }

    /** Case 111. */
    @Test
    void itIsTheSameExecutorAndItsJobRunsToAnEnd() throws IOException {
        ServiceProcess first = cluster.startExecutor("alpha", Map.of("EXECUTOR_STATE_DIR", lostDisk.toString()));
        String id = cluster.submit(Cluster.shell("echo attempt $ATTEMPT; sleep 15; exit 4"));
        cluster.await("it prints", () -> cluster.output(id).contains("attempt 1"));

        first.kill();
        Instant killed = Instant.now();
        ProcessHandle.of(Long.parseLong(
                        Files.readString(lostDisk.resolve("guard.pid")).strip()))
                .ifPresent(ProcessHandle::destroyForcibly);
        cluster.startExecutor("alpha", Map.of("EXECUTOR_IP", "10.9.8.8"));

        cluster.await(
                "the new one is taken for alpha",
                () -> "10.9.8.8".equals(cluster.executor("alpha").path("ip").asString()));
        JsonNode job = cluster.awaitEnd(id, Cluster.SOON.multipliedBy(3));
        assertThat(job.path("exit_code").asInt()).as(job.toPrettyString()).isEqualTo(4);
        List<String> reasons = job.path("attempts")
                .valueStream()
                .map(attempt -> attempt.path("status_reason").asString())
                .toList();
        assertThat(reasons).as(job.toPrettyString()).isIn(List.of("exit_code"), List.of("executor_lost", "exit_code"));
        if (reasons.size() == 2) {
            assertThat(Instant.parse(job.path("started_at").asString()))
                    .isBefore(killed.plus(Cluster.LOST_AFTER).plus(BUSY));
        }
        assertThat(cluster.engine.containers()).isEmpty();
        assertThat(cluster.api.get("/executors").json().path("executors")).hasSize(1);
        cluster.await(
                "no room is held",
                () -> cluster.executor("alpha").path("running_jobs").asInt() == 0);
    }
}
