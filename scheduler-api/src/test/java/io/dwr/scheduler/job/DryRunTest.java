package io.dwr.scheduler.job;

import static io.dwr.scheduler.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.scheduler.FakeExecutor;
import io.dwr.scheduler.Http;
import io.dwr.scheduler.Stack;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DryRunTest {
    private static final String PATH = "/jobs?dry_run=true";

    private final Http http = Stack.shared().http;

    @Test
    void saysWhereAJobWouldRunAndStoresNothing() {
        try (FakeExecutor _ = new FakeExecutor(Stack.shared(), "dry-ada", 2, 4, 1)) {
            String newest = newest();

            Http.Answer answer = http.postJson(
                    PATH,
                    "{\"docker_image\":\"box\",\"cpu_cores\":0.1,\"gpu_type\":\" nvidia A100\","
                            + "\"excluded_executors\":[\"other\"]}",
                    "Idempotency-Key",
                    "dry-run");

            JsonNode page = answer.json();
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(page.path("dry_run").asBoolean()).isTrue();
            assertThat(page.path("outcome").asString()).isEqualTo("placed");
            assertThat(page.path("executor_id").asString()).isEqualTo("dry-ada");
            assertThat(page.path("gpu_uuids").get(0).asString()).isEqualTo("GPU-dry-ada-0");
            assertThat(page.path("verdict").isNull()).isTrue();
            assertThat(page.path("position").isNull()).isTrue();
            assertThat(page.path("memory_gb").asInt()).isEqualTo(1);
            assertThat(page.path("timeout").asInt()).isEqualTo(3600);
            assertThat(page.has("job_id")).isFalse();
            assertThat(newest()).isEqualTo(newest);
            assertThat(http.get("/executors/dry-ada")
                            .json()
                            .path("available_gpus")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    /** Its id alone: what else is told of it may change at any time. */
    private String newest() {
        return http.get("/jobs?limit=1").json().path(0).path("job_id").asString();
    }

    @Test
    void saysWhyAJobWouldWait() {
        JsonNode page = http.postJson(PATH, "{\"docker_image\":\"box\",\"cpu_cores\":4321,\"priority\":100}")
                .json();

        assertThat(page.path("outcome").asString()).isEqualTo("waits");
        assertThat(page.path("executor_id").isNull()).isTrue();
        assertThat(page.path("verdict").path("kind").asString()).isIn("never", "no_executors");
        assertThat(page.path("message").asString())
                .isEqualTo(
                        "it would wait: " + page.path("verdict").path("message").asString());
        assertThat(page.path("position").asLong()).isEqualTo(1);
    }

    @Test
    void whatIsWrongIsRefusedAsItIsWithoutIt() {
        String wrong = "{\"docker_image\":\"Box\",\"cpu_cores\":0.001}";
        Http.Answer answer = http.postJson(PATH, wrong);

        assertProblem(answer, 400, "invalid_request");
        assertThat(answer.json().path("errors"))
                .isEqualTo(http.postJson("/jobs", wrong).json().path("errors"));
        assertProblem(http.postJson("/jobs?dry_run=perhaps", wrong), 400, "invalid_parameter");
    }

    @Test
    void isOffWhenItIsSaidToBe() {
        Http.Answer answer = http.postJson("/jobs?dry_run=false", "{\"docker_image\":\"box\",\"cpu_cores\":4321}");

        assertThat(answer.status()).isEqualTo(201);
        http.delete("/jobs/" + answer.json().path("job_id").asString());
    }
}
