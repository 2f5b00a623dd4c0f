package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Output without end and output that does not come: memory and disk stay bounded, and every reader gets its part. */
@Tag("nightly")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogFloodTest {
    private static final Duration LONG = Duration.ofMinutes(15);
    private static final int MIB = 1 << 20;

    /** To /proc/PID/clear_refs: the most memory that was resident is counted anew from what is. */
    private static final String RESET_HIGH_WATER = "5";

    private Cluster cluster;
    private ServiceProcess executor;

    @BeforeAll
    void start() {
        cluster = new Cluster();
        executor = cluster.startExecutor("alpha", Map.of("EXECUTOR_CPU_CORES", "2"));
    }

    @AfterAll
    void stop() {
        cluster.checkAndClose();
    }

    /** Case 19. */
    @Test
    void anEndlessLineCostsBoundedMemoryAndTheNeighbourNothing() throws IOException {
        cluster.runToEnd(Cluster.request("true"));
        Files.writeString(Path.of("/proc/" + executor.pid() + "/clear_refs"), RESET_HIGH_WATER);
        long before = memory(executor.pid(), "VmHWM:");
        ObjectNode endless = Cluster.shell("yes | tr -d '\\n'");
        endless.put("timeout", 30);
        String flood = cluster.submit(endless);
        String neighbour = cluster.submit(Cluster.shell("for i in $(seq 1 400); do echo $i; sleep 0.05; done"));

        JsonNode job = cluster.awaitEnd(flood, LONG);
        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("failed");
        assertThat(job.path("status_reason").asString()).isEqualTo("run_timeout");
        assertThat(job.path("exit_code").asInt()).isEqualTo(143);
        assertThat(memory(executor.pid(), "VmHWM:") - before).isLessThan(100L * MIB);
        byte[] raw = cluster.api.bytes("/jobs/" + flood + "/logs?form=raw");
        assertThat(raw.length).isBetween(15 * MIB, 16 * MIB);
        assertThat(new String(raw, StandardCharsets.UTF_8)).startsWith("yyyy").containsOnlyOnce(" were dropped here: ");
        assertThat(cluster.awaitEnd(neighbour, LONG).path("status").asString()).isEqualTo("succeeded");
        assertThat(cluster.output(neighbour))
                .isEqualTo(IntStream.rangeClosed(1, 400)
                        .mapToObj(line -> line + "\n")
                        .collect(Collectors.joining()));
    }

    /** Case 105, its second half. */
    @Test
    void fiveGigabytesOfOutputLeaveTheEnginesDiskBounded() {
        ObjectNode much = Cluster.shell("echo begin; yes $(printf '%0999d' 7) | head -c 5000000000; echo end");
        much.put("cpu_cores", 1);
        much.put("timeout", 0);
        String id = cluster.submit(much);
        cluster.awaitStage(id, "running");
        String container = cluster.engine.containersOf(id).getFirst().getId();
        long most = 0;
        while ("running".equals(cluster.job(id).path("stage").asString())
                && !cluster.engine.containersOf(id).isEmpty()) {
            most = Math.max(most, cluster.engine.storeBytes(container));
            Cluster.pause(Duration.ofSeconds(1));
        }

        JsonNode job = cluster.awaitEnd(id, LONG);
        assertThat(job.path("status").asString()).isEqualTo("succeeded");
        assertThat(most).isBetween(64L * MIB, 200L * MIB);
        assertThat(cluster.output(id)).startsWith("begin\n").endsWith("end\n");
    }

    /** Case 29. The row's two seconds are five, for a busy machine. */
    @Test
    void followersOfAQuietJobGetItsWordThroughAProxyThatCuts(@TempDir Path directory) throws Exception {
        String id = cluster.submit(Cluster.shell("sleep 300; echo done"));
        cluster.awaitStage(id, "running");
        int port = URI.create(cluster.address).getPort();
        try (PortProxy proxy = new PortProxy(port, Duration.ofSeconds(60))) {
            String server = "http://" + proxy.address();
            Path printed = directory.resolve("printed");
            Process cli = ServiceProcess.startCli(Map.of("DWR_SERVER", server), printed, "logs", "-f", "--raw", id);
            Map<Instant, String> events = new LinkedHashMap<>();
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                    URI.create(server + "/jobs/" + id + "/logs?form=events")
                            .toURL()
                            .openStream(),
                    StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    events.merge(Instant.now(), line, (one, other) -> one + '\n' + other);
                }
            }

            List<Map.Entry<Instant, String>> words = events.entrySet().stream()
                    .filter(event -> event.getValue().contains(" stdout done\""))
                    .toList();
            assertThat(words).hasSize(1);
            assertThat(events).containsValue("event: end");
            assertThat(events.values())
                    .filteredOn(": quiet"::equals)
                    .as("one at least every 15 s")
                    .hasSizeGreaterThanOrEqualTo(19);
            assertThat(cli.waitFor(Cluster.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(printed)).isEqualTo("done\n");
            Instant written = written(id, "done");
            assertThat(words.getFirst().getKey()).isBetween(written, written.plusSeconds(5));
            assertThat(Files.getLastModifiedTime(printed).toInstant()).isBetween(written, written.plusSeconds(5));
            assertThat(proxy.cuts()).isZero();
        }
    }

    private Instant written(String id, String word) {
        String line = cluster.storedLog(id).stream()
                .filter(stored -> stored.endsWith(" stdout " + word))
                .findFirst()
                .orElseThrow();
        return Instant.parse(line.substring(0, line.indexOf(' ')));
    }

    /** Bytes of a field of the process' status, as proc(5) names it. */
    private static long memory(long process, String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process + "/status"))) {
            if (line.startsWith(field)) {
                return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("process " + process + " is gone");
    }
}
