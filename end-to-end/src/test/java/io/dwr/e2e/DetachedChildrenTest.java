package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.test.HostProcesses;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Case 81: what a job's program leaves behind when it ends or is ended. */
@Tag("nightly")
class DetachedChildrenTest {
    private static final Duration GONE = Duration.ofSeconds(10);

    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = new Cluster();
        cluster.startExecutor("alpha", Map.of());
    }

    @AfterEach
    void stop() {
        cluster.checkAndClose();
    }

    @Test
    void theTimeoutEndsDetachedChildrenToo() {
        String sleep = HostProcesses.someSleep();
        ObjectNode request = Cluster.shell("setsid " + sleep + " & setsid " + sleep + " & wait");
        request.put("timeout", 20);
        String id = cluster.submit(request);
        cluster.await("both children run", () -> HostProcesses.running(sleep) == 2);

        JsonNode job = cluster.awaitEnd(id);

        cluster.await("no child is left on the host", GONE, () -> HostProcesses.running(sleep) == 0);
        assertThat(job.path("status_reason").asString())
                .as(job.toPrettyString())
                .isEqualTo("run_timeout");
        assertThat(cluster.engine.containersOf(id)).isEmpty();
    }

    /** The row's five seconds are doubled, for a busy machine. */
    @Test
    void aChildThatHoldsTheOutputHoldsTheEndUpForNobody() {
        String sleep = HostProcesses.someSleep();
        String id = cluster.submit(Cluster.shell(sleep + " & echo done"));

        JsonNode job = cluster.awaitEnd(id);

        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
        assertThat(cluster.output(id)).isEqualTo("done\n");
        String line = cluster.storedLog(id).stream()
                .filter(stored -> stored.endsWith(" stdout done"))
                .findFirst()
                .orElseThrow();
        Instant printed = Instant.parse(line.substring(0, line.indexOf(' ')));
        assertThat(Instant.parse(job.path("finished_at").asString())).isBefore(printed.plusSeconds(10));
        cluster.await("no child is left on the host", GONE, () -> HostProcesses.running(sleep) == 0);
    }
}
