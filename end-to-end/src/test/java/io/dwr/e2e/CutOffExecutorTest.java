package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An executor that Redis does not reach: Temporal's word keeps its containers alive, and delays what their end lets go. */
@Tag("nightly")
class CutOffExecutorTest {
    private final Cluster cluster = new Cluster();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void anAbortIsFinalOnlyWhenTheContainerOfALostExecutorIsGone() {
        try (PortProxy way = new PortProxy("127.0.0.1:" + cluster.redis.port())) {
            ServiceProcess alpha = cluster.startExecutor("alpha", Map.of("REDIS_PORT", way.port()));
            String id = cluster.submit(Cluster.shell("trap '' TERM; echo up; while true; do sleep 0.1; done"));
            cluster.await("it prints", () -> cluster.output(id).contains("up"));

            way.sever();
            Cluster.pause(Cluster.LOST_AFTER.multipliedBy(2));
            assertThat(runs(id)).as("Temporal hears of it").isTrue();
            alpha.kill();
            cluster.api.delete("/jobs/" + id);

            JsonNode job = cluster.awaitEnd(id, Duration.ofMinutes(2));
            assertThat(runs(id)).as("its guard has stopped it before").isFalse();
            assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("aborted");
        }
    }

    private boolean runs(String id) {
        return cluster.engine.containersOf(id).stream().anyMatch(container -> "running".equals(container.getState()));
    }
}
