package io.dwr.scheduler.job;

import static io.dwr.scheduler.Problems.assertProblem;
import static io.dwr.scheduler.Problems.pointers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.scheduler.Http;
import io.dwr.scheduler.Http.Answer;
import io.dwr.scheduler.Stack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SubmitTest {
    private static final String JOB =
            "{\"docker_image\":\"box\",\"command\":[\"true\"],\"excluded_labels\":{\"disk\":\"ssd\"}}";

    private final Stack stack = Stack.shared();
    private final Http http = stack.http;

    @Test
    void theAnswerShowsEveryDefault() {
        JsonNode job = http.postJson("/jobs", "{\"docker_image\":\"box\"}").json();
        assertThat(job.path("timeout").asLong()).isEqualTo(3600);
        assertThat(job.path("priority").asInt()).isEqualTo(50);
        assertThat(job.path("gpu_count").asInt()).isZero();
        assertThat(job.path("pull_policy").asString()).isEqualTo("missing");
        assertThat(job.path("init").asBoolean()).isTrue();
        assertThat(job.path("links").path("workflow").asString())
                .isEqualTo("http://127.0.0.1:8233/namespaces/default/workflows/job-"
                        + job.path("job_id").asString());
        for (String field : new String[] {"executor_ip", "gpu_type", "allocation_timeout", "exit_code", "verdict"}) {
            assertThat(job.has(field)).as(field).isTrue();
        }
    }

    @Test
    void aWaitingJobTellsWhyAndWhere() {
        String id = http.postJson("/jobs", "{\"docker_image\":\"box\",\"cpu_cores\":5000}")
                .json()
                .path("job_id")
                .asString();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> http.get("/jobs/" + id).json().path("position").isNumber());
        JsonNode job = http.get("/jobs/" + id).json();
        assertThat(job.path("status").asString()).isEqualTo("pending");
        assertThat(job.path("stage").asString()).isEqualTo("waiting");
        assertThat(job.path("verdict").path("kind").asString()).isIn("never", "no_executors");
        assertThat(job.path("verdict").path("message").asString()).isNotBlank();
        assertThat(job.path("verdict").path("counts").has("too_small")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                | 400 | invalid_request  | /docker_image
            {"docker_image":"Box:latest"}                     | 400 | invalid_request  | /docker_image
            {"docker_image":"box","comand":["true"]}          | 400 | invalid_request  | /comand
            {"docker_image":"box","command":"true"}           | 400 | invalid_request  | /command
            {"docker_image":"box","cpu_cores":-1}             | 400 | invalid_request  | /cpu_cores
            {"docker_image":"box","memory_gb":-5}             | 400 | invalid_request  | /memory_gb
            {"docker_image":"box","max_retries":-1}           | 400 | invalid_request  | /max_retries
            {"docker_image":"box","priority":10000000000}     | 400 | invalid_request  | /priority
            {"docker_image":"box","timeout":-1}               | 400 | invalid_request  | /timeout
            {"docker_image":"box","environment":{"A":null}}   | 400 | invalid_request  | /environment/A
            {"docker_image":"box","gpu_count":1.5}            | 400 | invalid_request  | /gpu_count
            {"docker_image":"box","memory":"4MiB"}            | 400 | invalid_request  | /memory
            {"docker_image":"box",                            | 400 | invalid_json     |
            {"docker_image":"box"} x                          | 400 | invalid_json     |
            {"docker_image":"box","cpu_cores":NaN}            | 400 | invalid_json     |
            [1]                                               | 400 | invalid_request  |
            null                                              | 400 | invalid_request  |
            """)
    void aBadRequestIsRefusedWithCodeAndPointer(String body, int status, String code, String pointer) {
        Answer answer = http.postJson("/jobs", body);
        assertProblem(answer, status, code);
        if (pointer != null) {
            assertThat(pointers(answer)).contains(pointer);
        }
    }

    /** Case 33. */
    @Test
    void anImageNameThatIsNoneNamesFieldAndRuleAndMakesNoJob() {
        String newest = newest();
        Map<String, String> rules = Map.of(
                "Box:latest",
                "write it in lower case",
                "box:",
                "has a tag that is not 1 to 128",
                "a b",
                "contains a blank",
                "",
                "is empty",
                "box:" + "a".repeat(200),
                "has a tag that is not 1 to 128",
                "http://h/box",
                "begins with a scheme");
        rules.forEach((image, rule) -> {
            Answer answer = http.postJson("/jobs", "{\"docker_image\":\"" + image + "\",\"max_retries\":3}");
            assertProblem(answer, 400, "invalid_request");
            assertThat(pointers(answer)).containsExactly("/docker_image");
            assertThat(answer.json().path("errors").get(0).path("message").asString())
                    .startsWith("docker_image ")
                    .contains(rule);
        });
        assertThat(newest()).isEqualTo(newest);
    }

    /** Its id alone: what else is told of it may change at any time. */
    private String newest() {
        return http.get("/jobs?limit=1").json().path(0).path("job_id").asString();
    }

    @Test
    void malformedJsonIsPlaced() {
        Answer answer = http.postJson("/jobs", "{\n  \"docker_image\": \"box\",\n  oops\n}");
        assertProblem(answer, 400, "invalid_json");
        assertThat(answer.json().path("detail").asString()).contains("line 3");
    }

    @Test
    void allViolationsComeAtOnceAndAHintWithAMisspelling() {
        Answer answer = http.postJson("/jobs", "{\"comand\":[],\"cpu_cores\":0.001,\"x\":1}");
        assertProblem(answer, 400, "invalid_request");
        assertThat(pointers(answer)).contains("/docker_image", "/comand", "/cpu_cores", "/x");
        assertThat(answer.json().path("errors").toString()).contains("command");
    }

    @Test
    void zeroTimeoutAndZeroRetriesFollowTheirRule() {
        Answer answer = http.postJson("/jobs", "{\"docker_image\":\"box\",\"timeout\":0,\"max_retries\":0}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().path("timeout").asInt()).isZero();
    }

    @Test
    void aBodyOfAnotherFormIsRefused() {
        assertProblem(http.post("/jobs"), 415, "unsupported_media_type");
        assertProblem(http.postBytes("/jobs", "text/plain", new byte[] {'{', '}'}), 415, "unsupported_media_type");
        assertProblem(
                http.postBytes("/jobs", "application/x-www-form-urlencoded", JOB.getBytes(StandardCharsets.UTF_8)),
                415,
                "unsupported_media_type");
        assertProblem(
                http.postBytes("/jobs", "application/json", new byte[100], "Content-Encoding", "gzip"),
                415,
                "unsupported_media_type");
        assertProblem(http.postBytes("/jobs", "application/json", new byte[0]), 400, "invalid_json");
    }

    @Test
    void aLargeBodyIsRefusedAndOthersAreServed() {
        assertProblem(http.postBytes("/jobs", "application/json", new byte[50 << 20]), 413, "body_too_large");
        String large = "{\"docker_image\":\"box\",\"command\":[\"" + "a".repeat(70_000) + "\"]}";
        assertProblem(http.postJson("/jobs", large), 413, "body_too_large");
        assertThat(http.get("/health").status()).isEqualTo(200);
    }

    @Test
    void aDeepBodyIsRefused() {
        assertProblem(http.postJson("/jobs", "[".repeat(100_000)), 400, "invalid_json");
    }

    @Test
    void theSameKeyAndBodyGiveTheSameJob() {
        String key = UUID.randomUUID().toString();
        Answer first = http.postJson("/jobs", JOB, "Idempotency-Key", key);
        Answer second = http.postJson("/jobs", JOB, "Idempotency-Key", key);
        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(second.json().path("job_id")).isEqualTo(first.json().path("job_id"));

        Answer other = http.postJson("/jobs", "{\"docker_image\":\"box\"}", "Idempotency-Key", key);
        assertProblem(other, 422, "idempotency_conflict");
        assertThat(other.json().path("detail").asString())
                .contains(first.json().path("job_id").asString());
    }

    @Test
    void anIdempotencyKeyHasAForm() {
        Answer answer = http.postJson("/jobs", JOB, "Idempotency-Key", "a b");
        assertProblem(answer, 400, "invalid_parameter");
        assertThat(pointers(answer)).containsExactly("Idempotency-Key");
    }

    @Test
    void twentyAtOnceWithOneKeyAreOneJobAndOneWorkflow() throws Exception {
        String key = UUID.randomUUID().toString();
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(() -> http.postJson("/jobs", JOB, "Idempotency-Key", key)));
            }
        }
        Set<String> ids = new HashSet<>();
        int created = 0;
        for (Future<Answer> answer : answers) {
            assertThat(answer.get().status()).isIn(200, 201);
            created += answer.get().status() == 201 ? 1 : 0;
            ids.add(answer.get().json().path("job_id").asString());
        }
        assertThat(ids).hasSize(1);
        assertThat(created).isEqualTo(1);
        String id = ids.iterator().next();
        await().atMost(Duration.ofSeconds(20)).until(() -> workflows(id) == 1);
    }

    private long workflows(String id) {
        String list =
                stack.temporal.cli("workflow", "list", "--output", "json", "--query", "WorkflowId = 'job-" + id + "'");
        return Http.parse(list).size();
    }
}
