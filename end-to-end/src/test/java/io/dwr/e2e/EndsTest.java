package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.test.EngineFault;
import io.dwr.test.EngineProxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who ended a container is told the same everywhere, and an end that the engine refuses is no end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndsTest {
    private Cluster cluster;
    private EngineProxy engine;

    @BeforeAll
    void start(@TempDir Path directory) {
        cluster = new Cluster();
        engine = EngineProxy.before(URI.create(EngineProbe.dockerHost()), directory.resolve("engine.sock"));
        cluster.startExecutor("alpha", Map.of("DOCKER_HOST", engine.address().toString()));
        cluster.startExecutor("beta", Map.of());
    }

    @AfterAll
    void stop() {
        engine.heal();
        try (EngineProxy _ = engine) {
            cluster.checkAndClose();
        }
    }

    /** Case 83. */
    @Test
    void aJobThatTheEngineDoesNotEndKeepsAllThatItHoldsAndItsMachineTakesNoOther() {
        ObjectNode request = Cluster.shell("trap '' TERM; echo up; while true; do sleep 0.2; done");
        request.put("timeout", 2);
        request.put("grace_period", 0);
        request.put("max_retries", 1);
        EngineFault refusal = engine.answer(
                "POST /containers/[^/]+/(stop|kill)",
                500,
                "{\"message\":\"cannot kill container: tried to kill container, but did not receive an exit event\"}");
        String id = cluster.submit(request);

        cluster.await(
                "it says why it does not stop",
                () -> cluster.job(id).path("status_message").asString("").contains("did not receive an exit event"));
        cluster.await(
                "alpha is set aside",
                () -> "set_aside".equals(cluster.executor("alpha").path("state").asString()));
        assertThat(cluster.executor("alpha").path("state_reason").asString()).startsWith("kill_refused: ");
        assertThat(cluster.executor("alpha").path("jobs").toString()).contains(id);
        JsonNode neighbour = cluster.runToEnd(Cluster.shell("true"));
        assertThat(neighbour.path("executor_id").asString()).isEqualTo("beta");
        JsonNode job = cluster.job(id);
        assertThat(job.path("stage").asString()).as(job.toPrettyString()).isEqualTo("stopping");
        assertThat(job.path("status").asString()).isEqualTo("running");
        assertThat(job.path("attempts")).isEmpty();
        assertThat(cluster.engine.containersOf(id)).hasSize(1);

        cluster.api.delete("/jobs/" + id);
        refusal.lift();

        JsonNode ended = cluster.awaitEnd(id);
        assertThat(ended.path("attempts")).as(ended.toPrettyString()).hasSize(1);
        JsonNode cause = ended.path("attempts").get(0).path("cause");
        assertThat(cause.path("kind").asString()).isEqualTo("killed");
        assertThat(cause.path("sent_by").asString()).isEqualTo("timeout");
        assertThat(cause.path("signal").asString()).isEqualTo("SIGKILL");
        assertThat(cause.path("limit").path("kind").asString()).isEqualTo("run_time");
        assertThat(cause.path("limit").path("amount").asInt()).isEqualTo(2);
        assertThat(cluster.engine.containersOf(id)).isEmpty();
        cluster.await(
                "alpha takes jobs again",
                () -> "ready".equals(cluster.executor("alpha").path("state").asString()));
    }

    /** Case 61, from the kernel to the event. */
    @ParameterizedTest
    @CsvSource({"0,succeeded,completed", "1,failed,exit_code"})
    void aChildThatTheKernelKillsForMemoryIsAnEventAndDecidesNothing(int code, String status, String reason) {
        ObjectNode request = Cluster.shell("tail /dev/zero; exit " + code);
        request.put("memory", "32Mi");

        JsonNode job = cluster.runToEnd(request);

        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo(status);
        assertThat(job.path("status_reason").asString()).isEqualTo(reason);
        assertThat(job.path("exit_code").asInt(-1)).isEqualTo(code);
        assertThat(job.path("status_message").asString()).contains("memory limit of 32 MiB");
        assertThat(cluster.api
                        .get("/jobs/" + job.path("job_id").asString() + "/events")
                        .json()
                        .valueStream())
                .filteredOn(event -> "memory_warning".equals(event.path("event").asString()))
                .extracting(event -> event.path("message").asString())
                .singleElement()
                .asString()
                .contains("killed at the job's memory limit");
    }

    /** Case 97. */
    @Test
    void aKillByAnOperatorIsToldTheSameEverywhereAndLeavesAPostMortem() {
        ObjectNode request = Cluster.shell("echo last words; while true; do sleep 0.2; done");
        request.putObject("environment").put("SECRET", "hunter2-hunter2");
        String id = cluster.submit(request);
        cluster.await("it prints", () -> cluster.output(id).contains("last words"));

        cluster.engine.killFromOutside(id);

        JsonNode job = cluster.awaitEnd(id);
        assertThat(job.path("status_reason").asString())
                .as(job.toPrettyString())
                .isEqualTo("killed_outside");
        assertThat(job.path("exit_code").asInt()).isEqualTo(137);
        assertThat(job.path("cause")).isEqualTo(job.path("attempts").get(0).path("cause"));
        assertThat(job.path("cause").path("sent_by").asString()).isEqualTo("operator");
        String sentence = job.path("status_message").asString();
        assertThat(cluster.storedLog(id).getLast()).endsWith("attempt 1 ended: " + sentence);
        assertThat(cluster.temporal.cli("workflow", "show", "--workflow-id", "job-" + id, "-o", "json"))
                .contains(sentence.replace("\"", "\\\""));
        assertThat(ServiceProcess.cli(cluster.cliEnvironment(), "wait", id).errors())
                .contains(sentence);
        assertThat(ServiceProcess.cli(cluster.cliEnvironment(), "ps", "-a").output())
                .contains("killed_outside by operator");

        JsonNode left =
                cluster.api.get("/jobs/" + id + "/attempts/1/postmortem").json();
        assertThat(left.path("container").path("State").path("ExitCode").asInt())
                .isEqualTo(137);
        assertThat(left.toString()).contains("SECRET=***").doesNotContain("hunter2");
        List<String> signals = new ArrayList<>();
        left.path("events")
                .values()
                .forEach(event -> signals.add(event.path("signal").asString("")));
        assertThat(signals).contains("SIGKILL");
        assertThat(left.path("logs").toString()).contains("last words");
        assertThat(ServiceProcess.cli(cluster.cliEnvironment(), "inspect", "--postmortem", id)
                        .output())
                .contains("\"killed_outside\"");
        assertThat(cluster.api.get("/jobs/" + id + "/attempts/2/postmortem").status())
                .isEqualTo(404);
    }
}
