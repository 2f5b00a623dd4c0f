package io.dwr.scheduler.job;

import static io.dwr.scheduler.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.scheduler.FakeExecutor;
import io.dwr.scheduler.Http;
import io.dwr.scheduler.Stack;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ExplainTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Http http = Stack.shared().http;

    @Test
    void ofAWaitingJobItSaysWhyWhereAndWhatItAsks() {
        try (FakeExecutor _ = new FakeExecutor(Stack.shared(), "explain-ada", 2, 4, 1)) {
            String id = submit("{\"docker_image\":\"box\",\"cpu_cores\":3000,\"priority\":70}");
            await().atMost(SOON).until(() -> explain(id).path("position").isIntegralNumber());

            JsonNode explanation = explain(id);
            JsonNode verdict = explanation.path("verdict");
            assertThat(explanation.path("status").asString()).isEqualTo("pending");
            assertThat(explanation.path("priority").asInt()).isEqualTo(70);
            assertThat(explanation.path("asks").path("cpu_cores").asInt()).isEqualTo(3000);
            assertThat(verdict.path("kind").asString()).isEqualTo("never");
            assertThat(verdict.path("possible").asBoolean()).isFalse();
            assertThat(verdict.path("counts").path("too_small").asInt()).isPositive();
            assertThat(verdict.path("largest").path("cpu_cores").asInt()).isGreaterThanOrEqualTo(2);
            assertThat(verdict.path("nearest").isNull()).isTrue();
            assertThat(explanation.path("message").asString())
                    .isEqualTo(verdict.path("message").asString())
                    .startsWith("never, as the fleet is: the largest executor has ")
                    .contains("ask for less, or add a larger one");
            http.delete("/jobs/" + id);
        }
    }

    @Test
    void ofAJobThatDoesNotWaitItSaysHowItStands() {
        try (FakeExecutor _ = new FakeExecutor(Stack.shared(), "explain-bob", 2, 4, 0)) {
            String id = submit("{\"docker_image\":\"box\",\"command\":[\"sleep\"],\"excluded_labels\":{\"a\":\"b\"}}");
            await().atMost(SOON)
                    .until(() -> explain(id).path("stage").asString().equals("running"));
            assertThat(explain(id).path("verdict").isNull()).isTrue();
            assertThat(explain(id).path("message").asString())
                    .startsWith("it does not wait: it is running on executor ")
                    .endsWith(", attempt 1");

            http.delete("/jobs/" + id);
            await().atMost(SOON)
                    .until(() -> explain(id).path("status").asString().equals("aborted"));
            assertThat(explain(id).path("message").asString()).startsWith("it does not wait: it has been aborted");
            assertThat(explain(id).path("executor_id").asString()).isNotBlank();
        }
    }

    @Test
    void whatIsNoJobAndWhatIsNoParameterIsRefused() {
        assertProblem(http.get("/jobs/0193a1b2-c3d4-7000-8000-00000000000a/explain"), 404, "job_not_found");
        String id = submit("{\"docker_image\":\"box\",\"cpu_cores\":3000}");
        assertProblem(http.get("/jobs/" + id + "/explain?why=1"), 400, "invalid_parameter");
        http.delete("/jobs/" + id);
    }

    private String submit(String request) {
        return http.postJson("/jobs", request).json().path("job_id").asString();
    }

    private JsonNode explain(String id) {
        return http.get("/jobs/" + id + "/explain").json();
    }
}
