package io.dwr.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.scheduler.FakeExecutor;
import io.dwr.scheduler.Http;
import io.dwr.scheduler.Stack;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How the fetching of an image is shown: on the way, and afterwards in the job's story. */
class PullsTest {
    private final Stack stack = Stack.shared();
    private final Http http = stack.http;

    private String submit(String command) {
        return submit("box", command);
    }

    private String submit(String image, String command) {
        return http.postJson("/jobs", "{\"docker_image\":\"" + image + "\",\"command\":[\"" + command + "\"]}")
                .json()
                .path("job_id")
                .asString();
    }

    private JsonNode job(String id) {
        return http.get("/jobs/" + id).json();
    }

    @Test
    void theStageTellsHowFarItHasCome() {
        try (FakeExecutor _ = new FakeExecutor(stack, "pulls-stage", 4, 8, 0)) {
            String id = submit("fetch");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> job(id).path("image").path("pull").isObject());

            JsonNode job = job(id);

            assertThat(job.path("started_at").isNull()).isTrue();
            assertThat(job.path("stage").asString()).isEqualTo("pulling");
            JsonNode pull = job.path("image").path("pull");
            assertThat(pull.path("layers").asInt()).isEqualTo(4);
            assertThat(pull.path("layers_done").asInt()).isEqualTo(1);
            assertThat(pull.path("bytes").asLong()).isEqualTo(2_000_000);
            assertThat(pull.path("bytes_done").asLong()).isEqualTo(1_000_000);
            assertThat(pull.path("timeout").asInt()).isEqualTo(300);
            assertThat(pull.path("no_progress_timeout").asInt()).isEqualTo(60);
            assertThat(pull.path("retries").get(0).path("at").asString()).isEqualTo("2026-01-01T00:00:00.000Z");
            assertThat(pull.path("retries").get(0).path("message").asString()).isEqualTo("the connection broke off");
            assertThat(http.get("/jobs/" + id + "/events").json().valueStream().map(PullsTest::word))
                    .containsExactly("submitted", "pull_retried", "pull_retried");
            http.delete("/jobs/" + id);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> job(id).path("status").asString().equals("aborted"));
        }
    }

    /** Case 35. */
    @Test
    void whatWasTriedAgainIsAnEventOfItsAttempt() {
        try (FakeExecutor _ = new FakeExecutor(stack, "pulls-events", 4, 8, 0)) {
            String id = submit("fetch-again");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> job(id).path("status").asString().equals("succeeded"));

            JsonNode events = http.get("/jobs/" + id + "/events").json();

            assertThat(events.valueStream().map(PullsTest::word))
                    .containsExactly(
                            "submitted", "pull_retried", "pull_retried", "container_started", "attempt_ended", "ended");
            JsonNode retried = events.get(1);
            assertThat(retried.path("attempt").asInt()).isEqualTo(1);
            assertThat(retried.path("executor_id").asString()).isEqualTo("pulls-events");
            assertThat(retried.path("message").asString()).isEqualTo("the connection broke off");
            assertThat(events.get(2).path("attempt").asInt()).isEqualTo(1);
            assertThat(events.get(2).path("message").asString()).isEqualTo("it broke off again");
            assertThat(job(id).path("attempts")).hasSize(1);
        }
    }

    /** Case 31. */
    @Test
    void theReferenceStaysAsSentBesideWhatItMeant() {
        try (FakeExecutor _ = new FakeExecutor(stack, "pulls-reference", 4, 8, 0)) {
            for (String name : List.of("127.0.0.1:5000/box@", "127.0.0.1:5000/box:1@")) {
                String reference = name + FakeExecutor.DIGEST;
                String id = submit(reference, "fetch-again");
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> job(id).path("status").asString().equals("succeeded"));

                assertThat(job(id).path("docker_image").asString()).isEqualTo(reference);
                assertThat(job(id).path("image").path("digest").asString()).isEqualTo(FakeExecutor.DIGEST);
                assertThat(job(id).path("attempts").get(0).path("image")).isEqualTo(job(id).path("image"));
            }
        }
    }

    private static String word(JsonNode event) {
        return event.path("event").asString();
    }
}
