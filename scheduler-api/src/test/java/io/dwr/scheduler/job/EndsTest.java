package io.dwr.scheduler.job;

import static io.dwr.scheduler.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.model.job.JobId;
import io.dwr.model.job.PostMortem;
import io.dwr.scheduler.FakeExecutor;
import io.dwr.scheduler.Http;
import io.dwr.scheduler.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How a job's end is shown, and what is left of its attempts. */
class EndsTest {
    private final Stack stack = Stack.shared();
    private final Http http = stack.http;

    private String submit(String command) {
        return http.postJson("/jobs", "{\"docker_image\":\"box\",\"command\":[\"" + command + "\"]}")
                .json()
                .path("job_id")
                .asString();
    }

    private JsonNode job(String id) {
        return http.get("/jobs/" + id).json();
    }

    private void awaitStatus(String id, String status) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> job(id).path("status").asString().equals(status));
    }

    @Test
    void theJobShowsWhatEndedItsLastAttempt() {
        try (FakeExecutor _ = new FakeExecutor(stack, "ends-cause", 4, 8, 0)) {
            String id = submit("false");
            awaitStatus(id, "failed");

            JsonNode job = job(id);

            assertThat(job.path("cause").path("kind").asString()).isEqualTo("exited");
            assertThat(job.path("cause").path("sent_by").asString()).isEqualTo("process");
            assertThat(job.path("cause").path("exit_code").asInt()).isEqualTo(1);
            assertThat(job.path("attempts").get(0).path("cause")).isEqualTo(job.path("cause"));
        }
    }

    @Test
    void whatNeverRanWasEndedByItsTimeToWaitAndSaysWhatStoodInTheWay() {
        String id = http.postJson("/jobs", "{\"docker_image\":\"box\",\"cpu_cores\":4000,\"allocation_timeout\":1}")
                .json()
                .path("job_id")
                .asString();
        awaitStatus(id, "failed");

        JsonNode cause = job(id).path("cause");

        assertThat(job(id).path("status_message").asString())
                .startsWith("no room was found within the allocation timeout of 1 s; the last verdict: ")
                .containsAnyOf("never, as the fleet is: ", "no executor has registered yet");
        assertThat(cause.path("kind").asString()).isEqualTo("not_started");
        assertThat(cause.path("sent_by").asString()).isEqualTo("timeout");
        assertThat(cause.path("limit").path("kind").asString()).isEqualTo("waiting_time");
        assertThat(cause.path("limit").path("amount").asInt()).isEqualTo(1);
    }

    @Test
    void whatWaitedForItsQueueIsToldItsQuota() {
        String id = http.postJson(
                        "/jobs",
                        "{\"docker_image\":\"box\",\"cpu_cores\":3,\"queue\":\"two-cores\",\"allocation_timeout\":1}")
                .json()
                .path("job_id")
                .asString();
        awaitStatus(id, "failed");

        assertThat(job(id).path("status_message").asString())
                .endsWith(
                        "; the last verdict: the job asks for 3 CPU cores, and the whole quota of queue two-cores is 2");
    }

    /** Case 61. */
    @Test
    void aChildThatWasKilledForMemoryIsAnEvent() {
        try (FakeExecutor _ = new FakeExecutor(stack, "ends-memory", 4, 8, 0)) {
            String id = submit("lose-a-child");
            awaitStatus(id, "succeeded");

            List<String> events = new ArrayList<>();
            http.get("/jobs/" + id + "/events")
                    .json()
                    .values()
                    .forEach(event -> events.add(event.path("event").asString()));

            assertThat(events)
                    .containsExactly("submitted", "container_started", "memory_warning", "attempt_ended", "ended");
        }
    }

    @Test
    void whatIsLeftOfAnAttemptIsReadAsItWasKept() {
        try (FakeExecutor _ = new FakeExecutor(stack, "ends-left", 4, 8, 0)) {
            String id = submit("sleep");
            awaitStatus(id, "running");
            PostMortem kept = new PostMortem(
                    1,
                    "ends-left",
                    Instant.parse("2026-01-01T00:00:00.123456Z"),
                    "oom_killed",
                    "killed by the kernel",
                    Map.of("State", Map.of("ExitCode", 137, "OOMKilled", true)),
                    List.of(new PostMortem.Event(Instant.parse("2026-01-01T00:00:00Z"), "die", null, 137)),
                    List.of("a line"));
            assertThat(stack.stores.postMortems().keep(new JobId(id), kept)).isTrue();

            JsonNode left = http.get("/jobs/" + id + "/attempts/1/postmortem").json();

            assertThat(left.path("status_reason").asString()).isEqualTo("oom_killed");
            assertThat(left.path("taken_at").asString()).isEqualTo("2026-01-01T00:00:00.123Z");
            assertThat(left.path("container").path("State").path("OOMKilled").asBoolean())
                    .isTrue();
            assertThat(left.path("events").get(0).path("exit_code").asInt()).isEqualTo(137);
            assertThat(left.path("logs").get(0).asString()).isEqualTo("a line");
            http.delete("/jobs/" + id);
            awaitStatus(id, "aborted");
        }
    }

    @Test
    void whereNothingIsLeftTheProblemSaysWhy() {
        String id = http.postJson("/jobs", "{\"docker_image\":\"box\",\"cpu_cores\":4000}")
                .json()
                .path("job_id")
                .asString();

        assertProblem(http.get("/jobs/" + id + "/attempts/1/postmortem"), 404, "postmortem_not_found");
        assertProblem(http.get("/jobs/" + id + "/attempts/0/postmortem"), 404, "postmortem_not_found");
        assertProblem(http.get("/jobs/" + id + "/attempts/first/postmortem"), 404, "postmortem_not_found");
        assertProblem(
                http.get("/jobs/0193a1b2-c3d4-7000-8000-00000000000a/attempts/1/postmortem"), 404, "job_not_found");
    }
}
