package io.dwr.scheduler.job;

import static io.dwr.scheduler.Problems.assertProblem;
import static io.dwr.scheduler.Problems.pointers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.StatusReason;
import io.dwr.model.request.JobRequestParser;
import io.dwr.model.request.ParsedRequest;
import io.dwr.model.request.RequestLimits;
import io.dwr.scheduler.FakeExecutor;
import io.dwr.scheduler.Http;
import io.dwr.scheduler.Http.Answer;
import io.dwr.scheduler.Stack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AbortTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String UNKNOWN = "01999999-9999-7999-8999-999999999999";

    private final Stack stack = Stack.shared();
    private final Http http = stack.http;

    /** Case 85. */
    @Test
    void aWaitingJobIsAborted() {
        String id = submit("{\"docker_image\":\"box\",\"cpu_cores\":4000}");
        abortInLine(id);
        assertThat(job(id).path("status_reason").asString()).isEqualTo("aborted");
        assertThat(job(id).path("status_message").asString()).contains("not needed");
        assertThat(job(id).path("executor_id").isNull()).isTrue();
        assertThat(events(id)).containsExactly("submitted", "ended");
    }

    /** Case 85: within the row's two seconds, on a machine that is not busy. */
    @Tag("nightly")
    @Test
    void aWaitingJobIsAbortedAtOnce() {
        String id = submit("{\"docker_image\":\"box\",\"cpu_cores\":4000}");
        Instant asked = abortInLine(id);
        assertThat(Instant.parse(job(id).path("finished_at").asString())).isBefore(asked.plusSeconds(2));
    }

    /** Gives the time of the abort. */
    private Instant abortInLine(String id) {
        await().atMost(SOON).until(() -> job(id).path("position").isNumber());
        Instant asked = Instant.now();
        Answer answer = http.post("/jobs/" + id + "/abort?reason=not%20needed");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("job_id").asString()).isEqualTo(id);
        awaitStatus(id, "aborted");
        return asked;
    }

    private void awaitStatus(String id, String status) {
        await().atMost(SOON).until(() -> job(id).path("status").asString().equals(status));
    }

    @Test
    void aRunningJobIsAbortedOnceItsContainerIsGone() {
        try (FakeExecutor _ = new FakeExecutor(stack, "abort", 4, 8, 0)) {
            String id = submit("{\"docker_image\":\"box\",\"command\":[\"sleep\"]}");
            awaitStatus(id, "running");
            assertThat(http.delete("/jobs/" + id).status()).isEqualTo(202);
            awaitStatus(id, "aborted");
            assertThat(events(id)).containsExactly("submitted", "container_started", "attempt_ended", "ended");
            JsonNode attempt = job(id).path("attempts").get(0);
            assertThat(attempt.path("status_reason").asString()).isEqualTo("aborted");
            assertThat(attempt.path("status_message").asString()).isEqualTo("stopped");

            Answer again = http.delete("/jobs/" + id);
            assertProblem(again, 409, "job_ended");
            assertThat(again.json().path("job").path("status").asString()).isEqualTo("aborted");
        }
    }

    /** Case 89. */
    @Test
    void anEndedJobKeepsItsStatus() {
        try (FakeExecutor _ = new FakeExecutor(stack, "abort-ended", 4, 8, 0)) {
            String id = submit("{\"docker_image\":\"box\",\"command\":[\"true\"]}");
            awaitStatus(id, "succeeded");
            Answer answer = http.post("/jobs/" + id + "/abort");
            assertProblem(answer, 409, "job_ended");
            assertThat(answer.json().path("job").path("status").asString()).isEqualTo("succeeded");
            assertThat(job(id).path("status").asString()).isEqualTo("succeeded");
        }
    }

    /** Case 89: a day later Temporal may have forgotten it, and no workflow is started for it again. */
    @Test
    void aJobThatEndedLongAgoKeepsItsStatusWithoutAWorkflow() {
        JobId id = JobId.timeOrdered(System.currentTimeMillis(), UUID.randomUUID());
        stack.stores.jobStore().create(id, spec("{\"docker_image\":\"box\"}"), Instant.now(), null);
        FinalRecord end = new FinalRecord(id, JobStatus.SUCCEEDED, StatusReason.COMPLETED, "completed", 0, List.of());
        stack.stores.ledger().finish(1, end, Duration.ofDays(1));
        JsonNode ended = job(id.value());

        Answer answer = http.delete("/jobs/" + id);

        assertProblem(answer, 409, "job_ended");
        assertThat(answer.json().path("job").path("status").asString()).isEqualTo("succeeded");
        assertThat(job(id.value())).isEqualTo(ended);
        String query = "WorkflowId = 'job-" + id + "'";
        assertThat(Http.parse(stack.temporal.cli("workflow", "list", "--output", "json", "--query", query)))
                .isEmpty();
    }

    @Test
    void aStoredJobWithoutWorkflowIsStartedAndAborted() {
        JobId id = JobId.timeOrdered(System.currentTimeMillis(), UUID.randomUUID());
        stack.stores.jobStore().create(id, spec("{\"docker_image\":\"box\",\"cpu_cores\":4000}"), Instant.now(), null);
        assertThat(http.delete("/jobs/" + id).status()).isEqualTo(202);
        awaitStatus(id.value(), "aborted");
    }

    /** Case 89. */
    @Test
    void anUnknownJobIsNotFound() {
        assertProblem(http.delete("/jobs/" + UNKNOWN), 404, "job_not_found");
        assertProblem(http.post("/jobs/" + UNKNOWN + "/abort"), 404, "job_not_found");
        assertProblem(http.delete("/jobs/no-id"), 404, "job_not_found");
        assertProblem(http.get("/jobs/" + UNKNOWN), 404, "job_not_found");
        assertProblem(http.get("/jobs/" + UNKNOWN + "/events"), 404, "job_not_found");
        assertProblem(http.get("/jobs/%7Bjob_id%7D"), 404, "job_not_found");
    }

    @Test
    void aReasonHasALimit() {
        assertProblem(http.post("/jobs/" + UNKNOWN + "/abort?reason=" + "a".repeat(201)), 400, "invalid_parameter");
    }

    @Test
    void aReasonMayComeInTheBody() {
        String id = submit("{\"docker_image\":\"box\",\"cpu_cores\":4000}");
        String abort = "/jobs/" + id + "/abort";
        assertThat(http.postJson(abort + "?reason=not%20needed", "{\"reason\":\"not needed\"}")
                        .status())
                .isEqualTo(202);
        awaitStatus(id, "aborted");
        assertThat(job(id).path("status_message").asString()).endsWith(": not needed");
    }

    @Test
    void aBodyMayBeEmptyOrSayNothing() {
        assertProblem(http.postJson("/jobs/" + UNKNOWN + "/abort", "{}"), 404, "job_not_found");
        assertProblem(http.postJson("/jobs/" + UNKNOWN + "/abort", ""), 404, "job_not_found");
    }

    @Test
    void aBodyThatCannotBeMeantIsRefused() {
        String abort = "/jobs/" + UNKNOWN + "/abort";
        assertRefused(http.postJson(abort, "{\"reasons\":\"a\"}"), "/reasons");
        assertRefused(http.postJson(abort, "{\"reason\":7}"), "/reason");
        assertRefused(http.postJson(abort, "{\"reason\":\"" + "a".repeat(201) + "\"}"), "/reason");
        assertRefused(http.postJson(abort + "?reason=one", "{\"reason\":\"other\"}"), "/reason");
        assertRefused(http.postJson(abort, "[]"), "");
        assertProblem(http.postJson(abort, "{\"reason\""), 400, "invalid_json");
        assertProblem(http.postJson(abort, " ".repeat(9000)), 413, "body_too_large");
        assertProblem(
                http.postBytes(abort, "text/plain", "stop".getBytes(StandardCharsets.UTF_8)),
                415,
                "unsupported_media_type");
    }

    private static void assertRefused(Answer answer, String pointer) {
        assertProblem(answer, 400, "invalid_request");
        assertThat(pointers(answer)).containsExactly(pointer);
    }

    @Test
    void cleanUpAbortsWhatRunsTooLongOnly() {
        try (FakeExecutor _ = new FakeExecutor(stack, "cleanup", 4, 8, 0)) {
            String id = submit("{\"docker_image\":\"box\",\"command\":[\"sleep\"]}");
            awaitStatus(id, "running");
            assertThat(http.post("/cleanup?timeout_minutes=1")
                            .json()
                            .path("cleaned_jobs")
                            .asInt())
                    .isZero();
            java.time.Clock later = java.time.Clock.offset(java.time.Clock.systemUTC(), Duration.ofMinutes(61));
            JobCleanup cleanup = new JobCleanup(
                    stack.stores.jobStore(), stack.bean(io.dwr.scheduler.workflow.JobWorkflows.class), later);
            assertThat(cleanup.abortRunningLongerThan(Duration.ofMinutes(60))).isGreaterThanOrEqualTo(1);
            awaitStatus(id, "aborted");
            assertThat(job(id).path("status_message").asString()).contains("60 minutes");
        }
        assertProblem(http.post("/cleanup?timeout_minutes=-1"), 400, "invalid_parameter");
        assertProblem(http.post("/cleanup?timeout_minutes=0"), 400, "invalid_parameter");
        assertProblem(http.post("/cleanup?minutes=1"), 400, "invalid_parameter");
    }

    private String submit(String body) {
        return http.postJson("/jobs", body).json().path("job_id").asString();
    }

    private JsonNode job(String id) {
        return http.get("/jobs/" + id).json();
    }

    private List<String> events(String id) {
        return StreamSupport.stream(http.get("/jobs/" + id + "/events").json().spliterator(), false)
                .map(event -> event.path("event").asString())
                .toList();
    }

    static JobSpec spec(String request) {
        ParsedRequest parsed =
                new JobRequestParser(RequestLimits.DEFAULT).parse(request.getBytes(StandardCharsets.UTF_8));
        return ((ParsedRequest.Valid) parsed).spec();
    }
}
