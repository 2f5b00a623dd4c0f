package io.dwr.scheduler;

import static io.dwr.scheduler.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.redis.RedisStores;
import io.dwr.test.RedisServer;
import io.dwr.test.TemporalServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Redis or Temporal away, at the start and later: nothing accepted is lost, and everybody is told what to do. */
class OutageTest {
    private static final String WAITS = "{\"docker_image\":\"box\",\"cpu_cores\":4000}";
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void redisComesLateAndGoesAgain() {
        try (RedisServer redis = RedisServer.start();
                TemporalServer temporal = Stack.startTemporal()) {
            redis.kill();
            try (ConfigurableApplicationContext scheduler =
                    SchedulerApplication.start(Stack.settings(redis, temporal.address()))) {
                Http http = Stack.http(scheduler);
                assertAway(http.get("/jobs"), "redis_unavailable", "REDIS_HOST");
                assertAway(http.postJson("/jobs", WAITS), "redis_unavailable", "REDIS_HOST");
                assertThat(http.get("/health").status()).isEqualTo(503);
                assertThat(http.get("/health").body()).contains("REDIS_HOST").contains("\"temporal\":\"answers\"");

                redis.startAgain();
                await().atMost(SOON).until(() -> http.get("/health").status() == 200);
                String id = http.postJson("/jobs", WAITS).json().path("job_id").asString();
                awaitWaiting(http, id);

                redis.kill();
                await().atMost(SOON).until(() -> http.get("/jobs").status() == 503);
                assertThat(http.get("/jobs").header("Retry-After")).isEqualTo("5");
                redis.startAgain();
                await().atMost(SOON).until(() -> http.get("/jobs/" + id).status() == 200);
                await().atMost(SOON).until(() -> http.delete("/jobs/" + id).status() == 202);
                await().atMost(SOON).until(() -> status(http, id).equals("aborted"));
            }
        }
    }

    @Test
    void aJobSubmittedWithoutTemporalIsStartedWhenItComes() {
        TemporalServer temporal = Stack.startTemporal();
        temporal.kill();
        try (RedisServer redis = RedisServer.start();
                ConfigurableApplicationContext scheduler =
                        SchedulerApplication.start(Stack.settings(redis, temporal.address()))) {
            Http http = Stack.http(scheduler);
            assertThat(http.get("/health").status()).isEqualTo(503);
            assertThat(http.get("/health").body()).contains("TEMPORAL_ADDRESS");
            Http.Answer accepted = http.postJson("/jobs", WAITS);
            assertThat(accepted.status()).as(accepted.body()).isEqualTo(201);
            String id = accepted.json().path("job_id").asString();
            assertAway(http.delete("/jobs/" + id), "temporal_unavailable", "TEMPORAL_ADDRESS");
            assertThat(status(http, id)).isEqualTo("pending");

            temporal.restart();
            await().atMost(SOON).until(() -> http.get("/health").status() == 200);
            awaitWaiting(http, id);
            temporal.kill();
            assertAway(http.post("/jobs/" + id + "/abort"), "temporal_unavailable", "TEMPORAL_ADDRESS");
            temporal.restart();
            await().atMost(SOON).until(() -> http.post("/jobs/" + id + "/abort").status() == 202);
            await().atMost(SOON).until(() -> status(http, id).equals("aborted"));
        } finally {
            temporal.close();
        }
    }

    @Test
    void aTerminatedWorkflowIsNoticed() {
        Stack stack = Stack.shared();
        String id = stack.http.postJson("/jobs", WAITS).json().path("job_id").asString();
        awaitWaiting(stack.http, id);
        stack.temporal.cli("workflow", "terminate", "--workflow-id", "job-" + id);
        await().atMost(SOON).until(() -> status(stack.http, id).equals("aborted"));
        assertThat(stack.http.get("/jobs/" + id).json().path("status_reason").asString())
                .isEqualTo("workflow_terminated");
    }

    @Test
    void aStoredJobWithoutWorkflowIsNoticed() {
        RedisStores stores = Stack.shared().stores;
        var id = io.dwr.model.job.JobId.timeOrdered(System.currentTimeMillis(), java.util.UUID.randomUUID());
        stores.jobStore().create(id, LedgerStory.spec(WAITS), java.time.Instant.now(), null);
        awaitWaiting(Stack.shared().http, id.value());
    }

    private static void awaitWaiting(Http http, String id) {
        await().atMost(SOON)
                .until(() -> http.get("/jobs/" + id).json().path("position").isNumber());
    }

    private static String status(Http http, String id) {
        return http.get("/jobs/" + id).json().path("status").asString();
    }

    private static void assertAway(Http.Answer answer, String code, String whatToDo) {
        assertProblem(answer, 503, code);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.json().path("detail").asString()).contains(whatToDo);
    }
}
