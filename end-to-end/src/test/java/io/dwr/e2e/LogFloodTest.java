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

    private Cluster cluster;
    private ServiceProcess executor;

    @BeforeAll
    void start() {
        cluster = new Cluster();
        executor = cluster.startExecutor("alpha", Map.of("EXECUTOR_CPU_CORES", "2"));
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    /** Case 19. */
    @Test
    void anEndlessLineCostsBoundedMemoryAndTheNeighbourNothing() throws IOException {
        cluster.runToEnd(Cluster.request("true"));
        long before = residentBytes(executor.pid());
        ObjectNode endless = Cluster.shell("yes | tr -d '\\n'");
        endless.put("timeout", 30);
        String flood = cluster.submit(endless);
        String neighbour = cluster.submit(Cluster.shell("for i in $(seq 1 400); do echo $i; sleep 0.05; done"));
        long most = before;
        while (!cluster.job(flood).path("finished_at").isString()) {
            most = Math.max(most, residentBytes(executor.pid()));
            Cluster.pause(Duration.ofMillis(500));
        }

        JsonNode job = cluster.awaitEnd(flood, LONG);
        assertThat(job.path("status_reason").asString()).isEqualTo("run_timeout");
        assertThat(most - before).isLessThan(100L * MIB);
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

    /** Case 29, with shorter times. */
    @Test
    void followersOfAQuietJobGetItsWordThroughAProxyThatCuts(@TempDir Path directory) throws Exception {
        String id = cluster.submit(Cluster.shell("sleep 50; echo done"));
        cluster.awaitStage(id, "running");
        int port = URI.create(cluster.address).getPort();
        try (PortProxy proxy = new PortProxy(port, Duration.ofSeconds(20))) {
            String server = "http://" + proxy.address();
            Path printed = directory.resolve("printed");
            Process cli = ServiceProcess.startCli(Map.of("DWR_SERVER", server), printed, "logs", "-f", "--raw", id);
            List<String> events;
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                    URI.create(server + "/jobs/" + id + "/logs?form=events")
                            .toURL()
                            .openStream(),
                    StandardCharsets.UTF_8))) {
                events = reader.lines().toList();
            }

            assertThat(events)
                    .filteredOn(line -> line.contains(" stdout done\""))
                    .hasSize(1);
            assertThat(events).contains("event: end").contains(": quiet");
            assertThat(cli.waitFor(Cluster.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(printed)).isEqualTo("done\n");
            assertThat(proxy.cuts()).isZero();
        }
    }

    private static long residentBytes(long process) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("process " + process + " is gone");
    }
}
