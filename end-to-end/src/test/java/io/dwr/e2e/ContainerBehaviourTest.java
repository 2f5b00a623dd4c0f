package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the user's process sees, what it leaves behind, and what its end is called. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerBehaviourTest {
    private Cluster cluster;
    private Path volumeRoot;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        volumeRoot = Files.createDirectories(directory.resolve("jobs"));
        cluster = new Cluster();
        cluster.startExecutor(
                "alpha", Map.of("EXECUTOR_CPU_CORES", "2", "EXECUTOR_VOLUME_ROOTS", volumeRoot.toString()));
    }

    @AfterAll
    void stop() {
        cluster.checkAndClose();
    }

    @Test
    void helloComesBack() {
        String id = cluster.submit(Cluster.request("echo", "Hello World!"));

        JsonNode job = cluster.awaitEnd(id);

        assertThat(job.path("status").asString()).isEqualTo("succeeded");
        assertThat(job.path("exit_code").asInt()).isZero();
        assertThat(job.path("executor_id").asString()).isEqualTo("alpha");
        assertThat(job.path("executor_ip").asString()).isEqualTo("10.9.8.7");
        assertThat(cluster.output(id)).isEqualTo("Hello World!\n");
        assertThat(cluster.storedLog(id))
                .anyMatch(line ->
                        line.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z stdout Hello World!"));
        assertThat(cluster.engine.containersOf(id)).isEmpty();
    }

    /** Cases 15 and 21, and bytes that are no text: what the container wrote is what a download and the command line give. */
    @Test
    void outputComesBackToTheByte() {
        byte[] written = "\u00ff\0b\r\u00e6\na".getBytes(StandardCharsets.ISO_8859_1);
        String id = cluster.submit(Cluster.shell("printf '\\377\\0b\\r\\346\\na'; echo err >&2"));

        cluster.awaitEnd(id);

        assertThat(cluster.api.bytes("/jobs/" + id + "/logs?form=raw&stream=stdout"))
                .isEqualTo(written);
        assertThat(cluster.api.bytes("/jobs/" + id + "/logs?form=raw&stream=stderr"))
                .isEqualTo("err\n".getBytes(StandardCharsets.UTF_8));
        assertThat(cluster.output(id)).contains("\uFFFD\0b\r\uFFFD\n", "err\n");
        ServiceProcess.CliResult printed = ServiceProcess.cli(cluster.cliEnvironment(), "logs", id);
        assertThat(printed.output()).contains("\0b\r").endsWith("\na");
        assertThat(printed.errors()).contains("err\n");
    }

    /** Case 27, from the request to the download. */
    @Test
    void aTerminalsOutputIsOneStreamOfPlainLines() {
        ObjectNode request = Cluster.shell("echo out; echo err >&2; test -t 1 && echo terminal");
        request.put("tty", true);
        String id = cluster.submit(request);

        cluster.awaitEnd(id);

        assertThat(cluster.api.bytes("/jobs/" + id + "/logs?form=raw&stream=stdout"))
                .isEqualTo("out\nerr\nterminal\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anEmptyCommandIsTheImagesOwn() {
        ObjectNode request = Cluster.request();
        request.put("docker_image", EngineProbe.BOX_WITH_COMMAND);
        String id = cluster.submit(request);

        assertThat(cluster.awaitEnd(id).path("status").asString()).isEqualTo("succeeded");
        assertThat(cluster.output(id)).isEqualTo("DEFAULT\n");
    }

    @Test
    void noCommandAtAllIsNamedAsThat() {
        JsonNode job = cluster.runToEnd(Cluster.request());

        assertEnd(job, "failed", "command_missing");
        assertThat(job.path("attempts")).hasSize(1);
    }

    @Test
    void argumentsReachTheProgramAsTheyAre() {
        String id = cluster.submit(Cluster.request("printf", "[%s]", "", "a\nb", "日本🚀"));

        cluster.awaitEnd(id);

        assertThat(cluster.output(id)).isEqualTo("[][a\nb][日本🚀]");
    }

    @Test
    void aCommandThatDoesNotExistIsNotRetried() {
        ObjectNode request = Cluster.request("nosuch");
        request.put("max_retries", 3);

        JsonNode job = cluster.runToEnd(request);

        assertEnd(job, "failed", "command_not_found");
        assertThat(job.path("exit_code").asInt()).isEqualTo(127);
        assertThat(job.path("status_message").asString()).contains("nosuch");
        assertThat(job.path("attempts")).hasSize(1);
    }

    @Test
    void aFileThatIsNoProgramIsNamedAsThat() {
        JsonNode job = cluster.runToEnd(Cluster.request("/data.txt"));

        assertEnd(job, "failed", "command_not_executable");
        assertThat(job.path("exit_code").asInt()).isEqualTo(126);
    }

    @Test
    void everyExitCodeIsTheProgramsOwn() {
        Map<String, Integer> codes = new LinkedHashMap<>();
        for (int code :
                new int[] {0, 1, 2, 3, 42, 64, 100, 124, 125, 126, 127, 128, 129, 130, 134, 137, 139, 143, 200, 254, 255
                }) {
            codes.put(cluster.submit(Cluster.shell("exit " + code)), code);
        }

        codes.forEach((id, code) -> {
            JsonNode job = cluster.awaitEnd(id);
            assertThat(job.path("exit_code").asInt()).isEqualTo(code);
            assertEnd(job, code == 0 ? "succeeded" : "failed", code == 0 ? "completed" : "exit_code");
        });
    }

    /** Case 13. */
    @Test
    void manyShortJobsAtOnceKeepTheirTrueEnds() {
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            good.add(cluster.submit(Cluster.request("true")));
            bad.add(cluster.submit(Cluster.request("false")));
        }

        for (String id : good) {
            assertEnd(cluster.awaitEnd(id, Cluster.SOON.multipliedBy(4)), "succeeded", "completed");
        }
        for (String id : bad) {
            JsonNode job = cluster.awaitEnd(id, Cluster.SOON.multipliedBy(2));
            assertEnd(job, "failed", "exit_code");
            assertThat(job.path("exit_code").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aLastLineWithoutNewlineIsKeptAsItIs() {
        String id = cluster.submit(Cluster.request("printf", "a\nb"));

        JsonNode job = cluster.awaitEnd(id);

        assertThat(cluster.output(id)).isEqualTo("a\nb");
        assertThat(texts(job)).contains("stdout a", "stdout+ b");
    }

    @Test
    void theEnvironmentArrivesByteForByte() {
        ObjectNode request = Cluster.request("env");
        request.putObject("environment")
                .put("A", "x=y==z")
                .put("B", "-Xmx1g -Da=b")
                .put("C", "MIIJabcY=")
                .put("EMPTY", "")
                .put("PATH", "/bin");
        String id = cluster.submit(request);

        JsonNode job = cluster.awaitEnd(id);

        assertThat(cluster.output(id).lines())
                .contains(
                        "A=x=y==z",
                        "B=-Xmx1g -Da=b",
                        "C=MIIJabcY=",
                        "EMPTY=",
                        "JOB_ID=" + id,
                        "ATTEMPT=1",
                        "EXECUTOR_IP=" + job.path("executor_ip").asString());
    }

    @Test
    void theWorkingDirectoryIsTheOneAskedFor() {
        ObjectNode request = Cluster.request("pwd");
        request.put("working_directory", "/work");
        String id = cluster.submit(request);

        cluster.awaitEnd(id);

        assertThat(cluster.output(id)).isEqualTo("/work\n");
    }

    @Test
    void anAllowedVolumeIsMounted() throws IOException {
        Path data = Files.createDirectories(volumeRoot.resolve("in"));
        Files.writeString(data.resolve("name"), "from the host");
        ObjectNode request =
                Cluster.shell("cat /in/name; echo written > /out/result; exec 2>/dev/null; echo no > /in/x");
        Files.createDirectories(volumeRoot.resolve("out"));
        request.putArray("volumes").add(data + ":/in:ro").add(volumeRoot.resolve("out") + ":/out");
        String id = cluster.submit(request);

        JsonNode job = cluster.awaitEnd(id);

        assertThat(cluster.output(id)).isEqualTo("from the host");
        assertThat(Files.readString(volumeRoot.resolve("out").resolve("result")))
                .isEqualTo("written\n");
        assertThat(job.path("exit_code").asInt()).isNotZero();
        assertThat(data.resolve("x")).doesNotExist();
    }

    @Test
    void aVolumeOutsideTheRootsIsRefusedAndNothingIsMade() {
        ObjectNode request = Cluster.request("true");
        request.putArray("volumes").add(volumeRoot + "X/none:/in");

        JsonNode job = cluster.runToEnd(request);

        assertEnd(job, "failed", "invalid_mount");
        assertThat(job.path("status_message").asString()).contains("EXECUTOR_VOLUME_ROOTS");
        assertThat(Path.of(volumeRoot + "X")).doesNotExist();
    }

    @Test
    void aMissingVolumeSourceIsRefusedAndNotMade() {
        ObjectNode request = Cluster.request("true");
        request.putArray("volumes").add(volumeRoot + "/none:/in");

        JsonNode job = cluster.runToEnd(request);

        assertEnd(job, "failed", "volume_source_missing");
        assertThat(volumeRoot.resolve("none")).doesNotExist();
    }

    @Test
    void theSmallestMemoryAndCpuRun() {
        ObjectNode request = Cluster.request("true");
        request.put("memory", "6Mi");
        request.put("cpu_cores", 0.01);

        assertEnd(cluster.runToEnd(request), "succeeded", "completed");
    }

    @Test
    void aProgramThatUsesTooMuchMemoryIsNamedAsThat() {
        ObjectNode request = Cluster.shell("x=a; while true; do x=$x$x; done");
        request.put("memory", "16Mi");

        JsonNode job = cluster.runToEnd(request);

        assertEnd(job, "failed", "oom_killed");
        assertThat(job.path("exit_code").asInt()).isEqualTo(137);
    }

    /** Case 79. */
    @Test
    void theRunTimeoutEndsAProgramThatIgnoresSigterm() {
        ObjectNode request = Cluster.shell("trap '' TERM; while true; do sleep 1; done");
        request.put("timeout", 3);
        request.put("grace_period", 1);

        String id = cluster.submit(request);
        JsonNode job = cluster.awaitEnd(id);

        assertEnd(job, "failed", "run_timeout");
        assertThat(cluster.engine.containersOf(id)).isEmpty();
        JsonNode alpha = cluster.executor("alpha");
        assertThat(alpha.path("running_jobs").asInt())
                .as(alpha.toPrettyString())
                .isZero();
        assertThat(alpha.path("available_cpu_cores")).isEqualTo(alpha.path("total_cpu_cores"));
    }

    @Test
    void theUsersRetriesAreUsed() {
        ObjectNode request = Cluster.shell("echo attempt $ATTEMPT; test $ATTEMPT = 3");
        request.put("max_retries", 2);
        String id = cluster.submit(request);

        JsonNode job = cluster.awaitEnd(id);

        assertEnd(job, "succeeded", "completed");
        assertThat(job.path("attempts")).hasSize(3);
        assertThat(cluster.output(id)).isEqualTo("attempt 1\nattempt 2\nattempt 3\n");
    }

    private static void assertEnd(JsonNode job, String status, String reason) {
        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo(status);
        assertThat(job.path("status_reason").asString())
                .as(job.toPrettyString())
                .isEqualTo(reason);
    }

    /** Stored lines without their time. */
    private static List<String> texts(JsonNode job) {
        List<String> texts = new ArrayList<>();
        for (JsonNode line : job.path("logs")) {
            texts.add(line.asString().substring(line.asString().indexOf(' ') + 1));
        }
        return texts;
    }
}
