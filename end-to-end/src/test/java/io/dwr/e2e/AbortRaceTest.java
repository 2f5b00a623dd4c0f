package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An abort that arrives in the very moment of the end. */
@Tag("nightly")
class AbortRaceTest {
    private static final int JOBS = 100;
    private static final int AT_ONCE = 5;
    private static final long SEED = 91;

    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = new Cluster();
        cluster.startExecutor("alpha", Map.of());
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    /** Case 91. */
    @Test
    void eachJobHasOneEndThatStands() {
        Random random = new Random(SEED);
        Map<String, String> ends = new HashMap<>();
        for (int round = 0; round < JOBS / AT_ONCE; round++) {
            List<String> ids = new ArrayList<>();
            for (int job = 0; job < AT_ONCE; job++) {
                ids.add(cluster.submit(Cluster.shell("sleep 1")));
            }
            for (String id : ids) {
                cluster.await(
                        "it has begun", () -> cluster.job(id).path("started_at").isString());
            }
            Cluster.pause(Duration.ofMillis(850 + random.nextInt(100)));
            ids.forEach(id -> cluster.api.delete("/jobs/" + id));
            for (String id : ids) {
                ends.put(id, end(cluster.awaitEnd(id)));
            }
        }

        Cluster.pause(Duration.ofSeconds(10));
        ends.forEach((id, end) -> {
            assertThat(end(cluster.job(id))).isEqualTo(end);
            assertThat(workflow(id)).isEqualTo(end.startsWith("succeeded") ? "COMPLETED" : "FAILED");
        });
        assertThat(ends).hasSize(JOBS);
        assertThat(cluster.engine.containers()).isEmpty();
        assertThat(cluster.executor("alpha").path("running_jobs").asInt()).isZero();
    }

    /** An end of its own is a success: only what was stopped is aborted. */
    private static String end(JsonNode job) {
        String status = job.path("status").asString();
        assertThat(status).as(job.toPrettyString()).isIn("succeeded", "aborted");
        if (status.equals("succeeded")) {
            assertThat(job.path("exit_code").asInt(-1)).as(job.toPrettyString()).isZero();
        }
        return status + " " + job.path("status_reason").asString() + " " + job.path("exit_code") + " "
                + job.path("finished_at").asString();
    }

    private String workflow(String id) {
        JsonNode described =
                Api.parse(cluster.temporal.cli("workflow", "describe", "--workflow-id", "job-" + id, "-o", "json"));
        return described
                .path("workflowExecutionInfo")
                .path("status")
                .asString()
                .replace("WORKFLOW_EXECUTION_STATUS_", "");
    }
}
