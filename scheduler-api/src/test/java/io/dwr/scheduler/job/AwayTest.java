package io.dwr.scheduler.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.scheduler.FakeExecutor;
import io.dwr.scheduler.Http;
import io.dwr.scheduler.Stack;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A job runs, and its machine or the engine there is away: whoever asks for the job is told. */
class AwayTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Stack stack = Stack.shared();
    private final Http http = stack.http;

    @Test
    void aJobWhoseExecutorIsOutOfContactSaysSo() {
        try (FakeExecutor executor = new FakeExecutor(stack, "away-ada", 40, 8, 0)) {
            String id = running("away-ada");
            assertThat(job(id).path("status_message").isNull()).isTrue();
            assertThat(job(id).path("executor_away").isNull()).isTrue();

            executor.fallSilent();

            await().atMost(SOON).until(() -> job(id).path("executor_away").isString());
            JsonNode job = job(id);
            assertThat(job.path("status").asString()).isEqualTo("running");
            assertThat(job.path("executor_away").asString()).isEqualTo("out_of_contact");
            assertThat(Instant.parse(job.path("executor_away_since").asString()))
                    .isBefore(Instant.now());
            assertThat(job.path("status_message").asString())
                    .startsWith("its executor away-ada has been out of contact for ")
                    .contains("LOST_AFTER");
            assertThat(explanation(id))
                    .startsWith("it does not wait: it is running on executor away-ada, attempt 1; its executor away-ada"
                            + " has been out of contact for ");
            assertThat(listed(id).path("executor_away").asString()).isEqualTo("out_of_contact");
            http.delete("/jobs/" + id);
        }
    }

    @Test
    void aJobWhoseEngineIsOutOfReachSaysSoUntilItIsBack() {
        try (FakeExecutor executor = new FakeExecutor(stack, "away-bob", 40, 8, 0)) {
            String id = running("away-bob");

            executor.report("engine_unreachable: the container engine at unix:///docker.sock is out of reach");

            JsonNode job = job(id);
            assertThat(job.path("status").asString()).isEqualTo("running");
            assertThat(job.path("executor_away").asString()).isEqualTo("engine_unreachable");
            assertThat(job.path("status_message").asString())
                    .startsWith("the container engine of its executor away-bob is out of reach since "
                            + job.path("executor_away_since").asString().substring(0, "2026-01-01T00:00:00".length()));
            assertThat(explanation(id)).contains("the container engine of its executor away-bob is out of reach");
            assertThat(listed(id).path("status_message")).isEqualTo(job.path("status_message"));

            executor.report(null);

            assertThat(job(id).path("executor_away").isNull()).isTrue();
            assertThat(job(id).path("status_message").isNull()).isTrue();
            http.delete("/jobs/" + id);
        }
    }

    private String running(String executor) {
        String id = http.postJson(
                        "/jobs",
                        "{\"docker_image\":\"box\",\"cpu_cores\":40,\"command\":[\"sleep-on\",\"" + executor + "\"]}")
                .json()
                .path("job_id")
                .asString();
        await().atMost(SOON).until(() -> job(id).path("status").asString().equals("running"));
        return id;
    }

    private JsonNode job(String id) {
        return http.get("/jobs/" + id).json();
    }

    private JsonNode listed(String id) {
        return http.get("/jobs?status_filter=running&limit=1000")
                .json()
                .valueStream()
                .filter(job -> job.path("job_id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private String explanation(String id) {
        return http.get("/jobs/" + id + "/explain").json().path("message").asString();
    }
}
