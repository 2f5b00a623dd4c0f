package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a history of each shape of the job workflow that has none into the sources of the module {@code workflows},
 * where a test replays them. Run by {@code ./dwr test --record-histories} alone, when a shape is new: histories of earlier
 * versions stay as they were recorded, since jobs that began under them must go on.
 */
@Tag("recording")
class HistoryRecordingTest {
    private static final Path HISTORIES = Path.of("../workflows/src/test/resources/histories");

    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = new Cluster();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void eachNewShapeIsRecorded() {
        ServiceProcess alpha = cluster.startExecutor("alpha", Map.of());
        placed();
        waited();
        retried();
        allocationTimeout();
        abortedWaiting();
        abortedRunning();
        cancelled();
        try (PortProxy way = new PortProxy(cluster.temporal.address())) {
            ServiceProcess beta = cluster.startExecutor("beta", Map.of("TEMPORAL_ADDRESS", way.address()));
            moved();
            outcomeTold(way);
            beta.stop();
        }
        cluster.startExecutor("beta", Map.of());
        executorLost(alpha);
    }

    private void placed() {
        record("placed", cluster.submit(Cluster.request("true")), "succeeded");
    }

    private void waited() {
        String first = cluster.submit(whole("sleep 600"));
        cluster.awaitStage(first, "running");
        String second = cluster.submit(whole("true"));
        cluster.awaitStage(second, "waiting");
        cluster.api.delete("/jobs/" + first);
        record("waited", second, "succeeded");
    }

    private void retried() {
        ObjectNode request = Cluster.shell("test $ATTEMPT = 2");
        request.put("max_retries", 1);
        record("retried", cluster.submit(request), "succeeded");
    }

    private void allocationTimeout() {
        ObjectNode request = nowhere();
        request.put("allocation_timeout", 1);
        record("allocation_timeout", cluster.submit(request), "failed");
    }

    private void abortedWaiting() {
        String id = cluster.submit(nowhere());
        cluster.awaitStage(id, "waiting");
        cluster.api.delete("/jobs/" + id);
        record("aborted_waiting", id, "aborted");
    }

    private void abortedRunning() {
        String id = running("sleep 600");
        cluster.api.post("/jobs/" + id + "/abort?reason=enough", "");
        record("aborted_running", id, "aborted");
    }

    private void cancelled() {
        String id = running("sleep 600");
        cluster.temporal.cli("workflow", "cancel", "--workflow-id", "job-" + id);
        record("cancelled", id, "aborted");
    }

    private void moved() {
        String id = running("test $ATTEMPT = 2 || sleep 600");
        ServiceProcess.cli(cluster.cliEnvironment(), "drain", "--deadline", "1", "--no-wait", "alpha");
        record("moved", id, "succeeded");
        ServiceProcess.cli(cluster.cliEnvironment(), "uncordon", "alpha");
        cluster.awaitReady("alpha");
    }

    /** The executor's answer is lost, and the ledger was told how the attempt ended. */
    private void outcomeTold(PortProxy way) {
        ObjectNode request = Cluster.shell("sleep 2; exit 9");
        request.putArray("excluded_executors").add("alpha");
        String id = cluster.submit(request);
        cluster.awaitStage(id, "running");
        way.sever();
        record("outcome_told", id, "failed");
    }

    private void executorLost(ServiceProcess alpha) {
        String id = running("test $ATTEMPT = 2 || sleep 600");
        alpha.kill();
        record("executor_lost", id, "succeeded");
    }

    private String running(String script) {
        String id = cluster.submit(Cluster.shell(script));
        cluster.awaitStage(id, "running");
        assertThat(cluster.job(id).path("executor_id").asString()).isEqualTo("alpha");
        return id;
    }

    private void record(String shape, String id, String status) {
        JsonNode job = cluster.awaitEnd(id, Cluster.SOON.multipliedBy(2));
        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo(status);
        Path file = HISTORIES.resolve(shape + ".json");
        if (Files.exists(file)) {
            return;
        }
        String history = cluster.temporal.cli(
                "workflow", "show", "--workflow-id", "job-" + id, "--output", "json", "--no-json-shorthand-payloads");
        try {
            Files.createDirectories(HISTORIES);
            Files.writeString(file, withoutMachine(history));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The names of processes and task queues that are made of the machine's name say nothing here. */
    private static String withoutMachine(String history) throws IOException {
        String machine = Pattern.quote(InetAddress.getLocalHost().getHostName());
        return history.replaceAll("\"[^\"]*" + machine + "[^\"]*\"", "\"process@machine\"");
    }

    private static ObjectNode whole(String script) {
        ObjectNode request = Cluster.shell(script);
        request.put("cpu_cores", 1);
        return request;
    }

    private static ObjectNode nowhere() {
        ObjectNode request = Cluster.request("true");
        request.put("cpu_cores", 500);
        return request;
    }
}
