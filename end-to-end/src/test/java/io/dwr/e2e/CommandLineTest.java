package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The command line as a person types it, against the whole installation. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineTest {
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

    @Test
    void runPrintsTheOutputAndExitsWithTheContainersCode() {
        ServiceProcess.CliResult result =
                dwr("run", "-m", "16m", EngineProbe.BOX, "sh", "-c", "echo out; echo err >&2; exit 3");

        assertThat(result.exitCode()).as(result.errors()).isEqualTo(3);
        assertThat(result.output()).isEqualTo("out\n");
        assertThat(result.errors()).contains("err\n");
    }

    @Test
    void submitWaitLogsInspectAndPsTellTheSameJob() {
        String id = dwr("submit", "-m", "16m", "--name", "told", EngineProbe.BOX, "echo", "hello")
                .output()
                .strip();

        assertThat(dwr("wait", id).output().strip()).isEqualTo("0");
        assertThat(dwr("logs", id).output()).isEqualTo("hello\n");
        assertThat(Api.parse(dwr("inspect", id).output()).findValue("status").asString())
                .isEqualTo("succeeded");
        assertThat(dwr("ps", "-a").output()).contains(id.substring(0, 8)).contains("told");
        assertThat(dwr("executors").output()).contains("alpha");
        assertThat(dwr("stats").exitCode()).isZero();
    }

    @Test
    void abortStopsARunningJob() {
        String id = dwr("submit", "-m", "16m", EngineProbe.BOX, "sleep", "600")
                .output()
                .strip();
        cluster.awaitStage(id, "running");

        assertThat(dwr("abort", id).exitCode()).isZero();

        assertThat(cluster.awaitEnd(id).path("status").asString()).isEqualTo("aborted");
    }

    @Test
    void badInputNamesTheFlagAndTheLimit() {
        ServiceProcess.CliResult result = dwr("run", "-m", "1m", EngineProbe.BOX, "true");

        assertThat(result.exitCode()).isEqualTo(125);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors()).contains("6 MiB");
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        ServiceProcess.CliResult result = ServiceProcess.cli(Map.of("DWR_SERVER", "http://127.0.0.1:1"), "ps");

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.errors()).contains("127.0.0.1:1");
    }

    private ServiceProcess.CliResult dwr(String... arguments) {
        return ServiceProcess.cli(cluster.cliEnvironment(), arguments);
    }
}
