package io.dwr.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.scheduler.Http.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the original's page promises, with its own requests. */
class OriginalReadmeTest {
    private final Stack stack = Stack.shared();

    @Test
    void aJobIsSubmittedRunsAndShowsItsLog() throws Exception {
        try (FakeExecutor _ = new FakeExecutor(stack, "readme", 4, 8, 0)) {
            Answer submitted = stack.http.postJson("/jobs", """
                    {
                        "docker_image": "alpine:latest",
                        "command": ["echo", "Hello World!"],
                        "cpu_cores": 1,
                        "memory_gb": 1,
                        "gpu_type": null
                      }""");
            assertThat(submitted.status()).isEqualTo(201);
            JsonNode job = submitted.json();
            String id = job.path("job_id").asString();
            assertThat(submitted.header("Location")).isEqualTo("/jobs/" + id);
            for (String field : new String[] {
                "job_id",
                "docker_image",
                "command",
                "cpu_cores",
                "memory_gb",
                "gpu_type",
                "gpu_count",
                "allocation_timeout",
                "eligible_regions",
                "eligible_datacenters",
                "volumes",
                "status",
                "status_date",
                "executor_ip",
                "created_at",
                "updated_at"
            }) {
                assertThat(job.has(field)).as(field).isTrue();
            }
            assertThat(job.path("cpu_cores").toString()).isEqualTo("1");
            assertThat(job.path("memory_gb").toString()).isEqualTo("1");
            assertThat(job.path("created_at").asString())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

            await().atMost(Duration.ofSeconds(20)).until(() -> status(id).equals("succeeded"));
            JsonNode ended = stack.http.get("/jobs/" + id).json();
            assertThat(ended.path("executor_ip").asString()).isEqualTo("10.0.0.7");
            assertThat(ended.path("exit_code").asInt()).isZero();
            assertThat(ended.path("status_reason").asString()).isEqualTo("completed");
            assertThat(ended.path("logs").get(0).asString()).endsWith(" stdout Hello World!");
            assertThat(lrange("job_logs:" + id)).contains(" stdout Hello World!");
        }
    }

    @Test
    void theOtherPathsAnswer() {
        assertThat(stack.http.get("/jobs").json().isArray()).isTrue();
        JsonNode executors = stack.http.get("/executors").json();
        assertThat(executors.path("executors").isArray()).isTrue();
        assertThat(executors.path("cluster_stats").has("total_executors")).isTrue();
        JsonNode stats = stack.http.get("/stats").json();
        for (String field : new String[] {"pending_jobs", "running_jobs", "pending_by_size", "oldest_pending_job"}) {
            assertThat(stats.path("queue").has(field)).as(field).isTrue();
        }
        for (String field : new String[] {
            "total_executors",
            "total_cpu_cores",
            "available_cpu_cores",
            "total_memory_gb",
            "available_memory_gb",
            "cluster_cpu_utilization",
            "cluster_memory_utilization"
        }) {
            assertThat(stats.path("cluster").has(field)).as(field).isTrue();
        }
        assertThat(stats.has("timestamp")).isTrue();
        JsonNode pass = stack.http.post("/schedule").json();
        assertThat(pass.path("scheduled_jobs").asInt())
                .isEqualTo(pass.path("assignments").size());
        assertThat(stack.http.post("/cleanup").body()).isEqualTo("{\"cleaned_jobs\":0,\"timeout_minutes\":60}");
        assertThat(stack.http.get("/health").body()).isEqualTo("{\"status\":\"healthy\",\"service\":\"scheduler\"}");
    }

    private String status(String id) {
        return stack.http.get("/jobs/" + id).json().path("status").asString();
    }

    private String lrange(String key) throws Exception {
        try (java.net.Socket socket = new java.net.Socket(stack.redis.host(), stack.redis.port())) {
            socket.getOutputStream().write(("LRANGE " + key + " 0 -1\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
