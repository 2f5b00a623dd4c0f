package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Abort in every phase and by every way, and never a final status while the container is there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbortTest {
    private Cluster cluster;

    @BeforeAll
    void start() {
        cluster = new Cluster();
        cluster.startExecutor("alpha", Map.of());
    }

    @AfterAll
    void stop() {
        cluster.checkAndClose();
    }

    /** Case 85. */
    @Test
    void aWaitingJobLeavesTheLine() {
        ObjectNode request = Cluster.request("true");
        request.put("cpu_cores", 500);
        String id = cluster.submit(request);
        cluster.awaitStage(id, "waiting");

        assertThat(cluster.api.delete("/jobs/" + id).status()).isIn(200, 202);

        JsonNode job = cluster.awaitEnd(id);
        assertAborted(job);
        assertThat(job.path("attempts")).isEmpty();
        assertThat(job.path("executor_id").isNull()).isTrue();
        assertThat(events(id)).containsExactly("submitted", "ended");
        assertThat(cluster.engine.containersOf(id)).isEmpty();
    }

    @Test
    void aRunningJobIsAbortedOnceItsContainerIsGone() {
        String id =
                cluster.submit(Cluster.shell("trap 'echo bye; exit 7' TERM; echo up; while true; do sleep 0.1; done"));
        awaitOutput(id, "up");

        cluster.api.post("/jobs/" + id + "/abort?reason=enough", "");

        JsonNode job = awaitFinalWatchingTheEngine(id);
        assertAborted(job);
        assertThat(job.path("exit_code").asInt()).isEqualTo(7);
        assertThat(job.path("status_message").asString()).contains("enough");
        assertThat(cluster.output(id)).isEqualTo("up\nbye\n");
    }

    @Test
    void aProgramThatIgnoresSigtermIsKilledAfterTheGrace() {
        String id = cluster.submit(Cluster.shell("trap '' TERM; echo up; while true; do sleep 0.1; done"));
        awaitOutput(id, "up");

        cluster.api.delete("/jobs/" + id);

        JsonNode job = awaitFinalWatchingTheEngine(id);
        assertAborted(job);
        assertThat(job.path("exit_code").asInt()).isEqualTo(137);
    }

    @Test
    void theTemporalCommandLineAbortsToo() {
        String id = cluster.submit(Cluster.shell("echo up; sleep 600"));
        awaitOutput(id, "up");

        cluster.temporal.cli(
                "workflow", "signal", "--workflow-id", "job-" + id, "--name", "abort", "--input", "\"by hand\"");

        JsonNode job = awaitFinalWatchingTheEngine(id);
        assertAborted(job);
        assertThat(job.path("status_message").asString()).contains("by hand");
    }

    @Test
    void aSignalWithoutInputAbortsToo() {
        String id = cluster.submit(Cluster.shell("echo up; sleep 600"));
        awaitOutput(id, "up");

        cluster.temporal.cli("workflow", "signal", "--workflow-id", "job-" + id, "--name", "abort");

        assertAborted(awaitFinalWatchingTheEngine(id));
    }

    @Test
    void cancellingTheWorkflowAbortsToo() {
        String id = cluster.submit(Cluster.shell("echo up; sleep 600"));
        awaitOutput(id, "up");

        cluster.temporal.cli("workflow", "cancel", "--workflow-id", "job-" + id);

        assertAborted(awaitFinalWatchingTheEngine(id));
        assertThat(cluster.temporal.cli("workflow", "describe", "--workflow-id", "job-" + id, "-o", "json"))
                .contains("CANCELED");
    }

    @Test
    void anAbortAnywhereInTheLifeOfAJobGivesExactlyOneEnd() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String id = cluster.submit(Cluster.request("sleep", "0.2"));
            ids.add(id);
            Cluster.pause(Duration.ofMillis(17L * i % 400));
            cluster.api.delete("/jobs/" + id);
        }

        for (String id : ids) {
            JsonNode job = awaitFinalWatchingTheEngine(id);
            assertThat(job.path("status").asString()).as(job.toPrettyString()).isIn("succeeded", "aborted");
            JsonNode workflow =
                    Api.parse(cluster.temporal.cli("workflow", "describe", "--workflow-id", "job-" + id, "-o", "json"));
            String close = workflow.path("workflowExecutionInfo").path("status").asString();
            assertThat(close)
                    .isEqualTo(
                            job.path("status").asString().equals("succeeded")
                                    ? "WORKFLOW_EXECUTION_STATUS_COMPLETED"
                                    : "WORKFLOW_EXECUTION_STATUS_FAILED");
        }
        assertThat(cluster.executor("alpha").path("available_cpu_cores").asDouble())
                .isEqualTo(1.0);
        assertThat(cluster.executor("alpha").path("running_jobs").asInt()).isZero();
    }

    @Test
    void anEndedJobStaysAsItEnded() {
        String id = cluster.submit(Cluster.request("true"));
        cluster.awaitEnd(id);

        Api.Answer answer = cluster.api.delete("/jobs/" + id);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body()).contains("succeeded");
        assertThat(cluster.job(id).path("status").asString()).isEqualTo("succeeded");
    }

    @Test
    void anUnknownJobIsNotFound() {
        assertThat(cluster.api
                        .delete("/jobs/019c0000-0000-7000-8000-00000000ffff")
                        .status())
                .isEqualTo(404);
    }

    private List<String> events(String id) {
        return cluster.api
                .get("/jobs/" + id + "/events")
                .json()
                .valueStream()
                .map(event -> event.path("event").asString())
                .toList();
    }

    private void awaitOutput(String id, String text) {
        cluster.await("job " + id + " prints " + text, () -> cluster.output(id).contains(text));
    }

    /** Waits for the end, and holds at each look that a final status means: no container. */
    private JsonNode awaitFinalWatchingTheEngine(String id) {
        cluster.await("job " + id + " has ended", () -> {
            boolean ended = cluster.job(id).path("finished_at").isString();
            if (ended) {
                assertThat(cluster.engine.containersOf(id)).isEmpty();
            }
            return ended;
        });
        return cluster.job(id);
    }

    private static void assertAborted(JsonNode job) {
        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("aborted");
        assertThat(job.path("status_reason").asString()).isEqualTo("aborted");
    }
}
