package io.dwr.scheduler.executor;

import static io.dwr.scheduler.Problems.assertProblem;
import static io.dwr.scheduler.Problems.pointers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.scheduler.FakeExecutor;
import io.dwr.scheduler.Http;
import io.dwr.scheduler.Http.Answer;
import io.dwr.scheduler.Stack;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Executors that are drained, removed or set aside, as an operator sees it. */
class OutOfServiceTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Stack stack = Stack.shared();
    private final Http http = stack.http;

    @Test
    void aDrainShowsItsDeadlineAndWhatIsLeft() {
        try (FakeExecutor _ = new FakeExecutor(stack, "leaving-1", 40, 8, 0)) {
            String job = submit("sleep-on", "leaving-1");
            awaitStatus(job, "running");

            JsonNode draining = http.post("/executors/leaving-1/drain").json();
            assertThat(draining.path("state").asString()).isEqualTo("draining");
            assertThat(Instant.parse(draining.path("state_until").asString()))
                    .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3600));
            assertThat(draining.path("state_reason").asString()).startsWith("1 job is left");
            assertThat(draining.path("running_jobs").asInt()).isEqualTo(1);
            assertThat(draining.path("drained").asBoolean()).isFalse();

            http.delete("/jobs/" + job);
            awaitStatus(job, "aborted");
            await().atMost(SOON)
                    .until(() -> executor("leaving-1").path("drained").asBoolean());
            assertThat(executor("leaving-1").path("state_reason").asString()).startsWith("drained: no job is left");

            JsonNode ready = http.post("/executors/leaving-1/uncordon").json();
            assertThat(ready.path("state").asString()).isEqualTo("ready");
            assertThat(ready.path("state_until").isNull()).isTrue();
            assertThat(ready.path("state_reason").isNull()).isTrue();
        }
    }

    @Test
    void whatStillRunsAtTheDeadlineGoesOnElsewhere() {
        try (FakeExecutor _ = new FakeExecutor(stack, "leaving-2", 40, 8, 0);
                FakeExecutor _ = new FakeExecutor(stack, "staying-2", 40, 8, 0)) {
            String id = submit("sleep-on", "leaving-2");
            awaitStatus(id, "running");

            assertThat(http.postJson("/executors/leaving-2/drain", "{\"deadline_seconds\": 0}")
                            .status())
                    .isEqualTo(200);

            awaitStatus(id, "succeeded");
            JsonNode job = http.get("/jobs/" + id).json();
            assertThat(job.path("executor_id").asString()).isEqualTo("staying-2");
            assertThat(job.path("attempts")).hasSize(2);
            assertThat(job.path("attempts").get(0).path("status_reason").asString())
                    .isEqualTo("executor_drained");
            assertThat(job.path("attempts").get(0).path("status_message").asString())
                    .contains("leaving-2 is drained");
        }
    }

    @Test
    void whatIsWrongWithADrainIsSaid() {
        try (FakeExecutor _ = new FakeExecutor(stack, "leaving-3", 40, 8, 0)) {
            Answer answer =
                    http.postJson("/executors/leaving-3/drain", "{\"deadline\": 5, \"deadline_seconds\": \"10m\"}");
            assertProblem(answer, 400, "invalid_request");
            assertThat(pointers(answer)).containsExactlyInAnyOrder("/deadline", "/deadline_seconds");
            assertProblem(
                    http.postJson("/executors/leaving-3/drain", "{\"deadline_seconds\": -1}"), 400, "invalid_request");
            assertProblem(http.postJson("/executors/leaving-3/drain", "{"), 400, "invalid_json");
            assertProblem(
                    http.postBytes("/executors/leaving-3/drain", "text/plain", new byte[] {'1'}),
                    415,
                    "unsupported_media_type");
            assertProblem(http.post("/executors/leaving-3/drain?deadline=5"), 400, "invalid_parameter");
            assertThat(executor("leaving-3").path("state").asString()).isEqualTo("ready");
        }
    }

    @Test
    void onlyAnExecutorThatIsGoneCanBeRemoved() {
        try (FakeExecutor _ = new FakeExecutor(stack, "leaving-4", 40, 8, 0)) {
            Answer refused = http.delete("/executors/leaving-4");
            assertProblem(refused, 409, "executor_in_use");
            assertThat(refused.json().path("detail").asString()).contains("in contact", "stop its worker");
        }
        stack.makeSilent("leaving-4");
        await().atMost(SOON)
                .until(() -> executor("leaving-4").path("state").asString().equals("gone"));

        assertThat(http.delete("/executors/leaving-4")
                        .json()
                        .path("executor_id")
                        .asString())
                .isEqualTo("leaving-4");

        assertProblem(http.get("/executors/leaving-4"), 404, "executor_not_found");
        assertProblem(http.delete("/executors/leaving-4"), 404, "executor_not_found");
    }

    @Test
    void aBrokenExecutorIsSetAsideAndItsJobsEndElsewhere() {
        try (FakeExecutor _ = new FakeExecutor(stack, "broken-5", 40, 8, 0);
                FakeExecutor _ = new FakeExecutor(stack, "sound-5", 40, 8, 0)) {
            for (int n = 0; n < 3; n++) {
                String id = submit("break-on", "broken-5");
                awaitStatus(id, "succeeded");
                assertThat(http.get("/jobs/" + id).json().path("executor_id").asString())
                        .isEqualTo("sound-5");
            }

            JsonNode broken = executor("broken-5");
            assertThat(broken.path("state").asString()).isEqualTo("set_aside");
            assertThat(broken.path("state_reason").asString())
                    .contains("3 jobs in a row", "executor_error", "the disk is gone");
            assertThat(Instant.parse(broken.path("state_until").asString()))
                    .isBefore(Instant.now().plusSeconds(31));
            String next = submit("break-on", "broken-5");
            awaitStatus(next, "succeeded");
            assertThat(http.get("/jobs/" + next).json().path("attempts")).hasSize(1);

            assertThat(http.post("/executors/broken-5/uncordon")
                            .json()
                            .path("state")
                            .asString())
                    .isEqualTo("ready");
        }
    }

    private String submit(String program, String executor) {
        return http.postJson(
                        "/jobs",
                        "{\"docker_image\":\"box\",\"cpu_cores\":30,\"command\":[\"" + program + "\",\"" + executor
                                + "\"]}")
                .json()
                .path("job_id")
                .asString();
    }

    private JsonNode executor(String id) {
        return http.get("/executors/" + id).json();
    }

    private void awaitStatus(String job, String status) {
        await().atMost(SOON)
                .until(() -> http.get("/jobs/" + job)
                        .json()
                        .path("status")
                        .asString()
                        .equals(status));
    }
}
