package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The scheduler dies again and again at the worst of moments: between reserve and dispatch. */
@Tag("nightly")
class SchedulerKillTest {
    private static final int KILLS = 50;
    private static final long SEED = 121;

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

    /** Case 121. */
    @Test
    void everyAcceptedJobEndsOnceAndNoRoomIsLeftBehind() {
        Random random = new Random(SEED);
        List<String> ids = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            ids.add(cluster.submit(Cluster.request("echo", "once")));
            Cluster.pause(Duration.ofMillis(random.nextInt(60)));
            ids.add(cluster.submit(Cluster.request("echo", "once")));
            Cluster.pause(Duration.ofMillis(random.nextInt(20)));
            cluster.scheduler.kill();
            cluster.scheduler.start();
            cluster.await("the scheduler is back", cluster.api::healthy);
        }

        assertThat(ids).hasSizeGreaterThanOrEqualTo(KILLS);
        for (String id : ids) {
            JsonNode job = cluster.awaitEnd(id, Cluster.SOON.multipliedBy(2));
            assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
            assertThat(cluster.output(id)).as("of one container").isEqualTo("once\n");
        }
        cluster.await("no room is left behind", () -> {
            JsonNode alpha = cluster.executor("alpha");
            return alpha.path("running_jobs").asInt() == 0
                    && alpha.path("available_cpu_cores").asDouble() == 1.0;
        });
        assertThat(cluster.engine.containers()).isEmpty();
    }
}
