package io.dwr.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.scheduler.Http;
import io.dwr.scheduler.Stack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Queues as their users see them. */
class QueuesTest {
    private static final String NOWHERE = "\"eligible_regions\":[\"nowhere\"]";

    private final Stack stack = Stack.shared();

    @AfterEach
    void abortAll() {
        stack.abortWhatWaits();
    }

    @Test
    void queuesShowTheirLimitsAndTheirJobs() {
        submit("two-cores", NOWHERE);

        JsonNode queue = stack.http.get("/queues/two-cores").json();

        assertThat(queue).isEqualTo(Http.parse("""
                        {"name": "two-cores",
                         "limits": {"cpu_cores": 2, "memory_gb": null, "gpus": null, "pending_jobs": null},
                         "used": {"cpu_cores": 0, "memory_gb": 0, "gpus": 0}, "pending_jobs": 1, "running_jobs": 0}"""));
        assertThat(stack.http.get("/queues").json().path("queues"))
                .contains(queue, stack.http.get("/queues/two-pending").json());
    }

    @Test
    void aQueueThatNobodyNamesIsNotThere() {
        Http.Answer answer = stack.http.get("/queues/nobodys");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("code").asString()).isEqualTo("queue_not_found");
        assertThat(stack.http.get("/queues?limit=1").status()).isEqualTo(400);
    }

    @Test
    void aFullQueueTakesNoFurtherJobAndStillAnswersForThoseItTook() {
        Http.Answer first = submit("two-pending", NOWHERE, "Idempotency-Key", "first-of-two");
        submit("two-pending", NOWHERE);

        Http.Answer third = submit("two-pending", NOWHERE, "Idempotency-Key", "third-of-two");
        Http.Answer again = submit("two-pending", NOWHERE, "Idempotency-Key", "first-of-two");

        assertThat(third.status()).isEqualTo(429);
        assertThat(third.json().path("code").asString()).isEqualTo("queue_full");
        assertThat(third.json().path("detail").asString())
                .contains("\"two-pending\"", "which are 2", "nothing was stored", "QUEUE_QUOTAS");
        assertThat(third.header("Retry-After")).isEqualTo("5");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().path("job_id")).isEqualTo(first.json().path("job_id"));
        assertThat(stack.http
                        .get("/queues/two-pending")
                        .json()
                        .path("pending_jobs")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void whoAsksForMoreThanTheWholeQuotaIsTakenAndToldNever() {
        String id = submit("two-cores", "\"cpu_cores\":3").json().path("job_id").asString();

        JsonNode verdict = verdict(id);

        assertThat(verdict.path("kind").asString()).isEqualTo("never");
        assertThat(verdict.path("message").asString())
                .contains("the job asks for 3 CPU cores, and the whole quota of queue two-cores is 2");
    }

    private JsonNode verdict(String id) {
        return stack.http.get("/jobs/" + id).json().path("verdict");
    }

    private Http.Answer submit(String queue, String more, String... headers) {
        return stack.http.postJson(
                "/jobs", "{\"docker_image\":\"box\",\"queue\":\"" + queue + "\"," + more + "}", headers);
    }
}
