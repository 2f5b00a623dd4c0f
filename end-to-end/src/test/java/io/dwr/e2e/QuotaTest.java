package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Two queues share an executor, and one of them may use a core and have three jobs pending. */
class QuotaTest {
    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = new Cluster(Map.of("QUEUE_QUOTAS", "small=cpus:1,waiting:3"));
        cluster.startExecutor("alpha", Map.of("EXECUTOR_CPU_CORES", "2"));
    }

    @AfterEach
    void stop() {
        cluster.checkAndClose();
    }

    @Test
    void aQueueKeepsToItsQuotaAndHoldsUpNobodyElse() {
        String first = cluster.submit(request("small", "sleep", "600"));
        cluster.awaitStage(first, "running");
        List<String> waiting = IntStream.range(0, 3)
                .mapToObj(_ -> cluster.submit(request("small", "sleep", "0.5")))
                .toList();

        Api.Answer refused = cluster.api.post("/jobs", request("small", "true").toString());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().path("code").asString()).isEqualTo("queue_full");
        assertThat(cluster.runToEnd(request("default", "true")).path("status").asString())
                .isEqualTo("succeeded");
        JsonNode verdict = cluster.job(waiting.getFirst()).path("verdict");
        assertThat(verdict.path("kind").asString()).isEqualTo("quota");
        assertThat(verdict.path("message").asString()).contains("queue small uses 1 of 1 CPU cores");

        cluster.api.delete("/jobs/" + first);
        cluster.await("all jobs of the queue have ended", () -> {
            assertThat(queue().path("used").path("cpu_cores").asDouble()).isLessThanOrEqualTo(1);
            assertThat(cluster.engine.containers().stream().filter(container -> "running".equals(container.getState())))
                    .hasSizeLessThanOrEqualTo(1);
            return queue().path("pending_jobs").asInt()
                            + queue().path("running_jobs").asInt()
                    == 0;
        });
        assertThat(waiting)
                .extracting(id -> cluster.job(id).path("status").asString())
                .containsOnly("succeeded");
    }

    private JsonNode queue() {
        return cluster.api.get("/queues/small").json();
    }

    private static ObjectNode request(String queue, String... command) {
        ObjectNode request = Cluster.request(command);
        request.put("cpu_cores", 1);
        request.put("queue", queue);
        return request;
    }
}
