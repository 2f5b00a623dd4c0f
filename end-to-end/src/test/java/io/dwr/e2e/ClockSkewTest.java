package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The wall clock of an executor and of its guard is wrong, or jumps: by libfaketime, which leaves the clock alone that
 * counts from the machine's start, as a wrong clock does. The engine's is right.
 */
@Tag("nightly")
class ClockSkewTest {
    private static final Duration FAR_LESS_THAN_THE_SKEW = Duration.ofMinutes(20);

    @TempDir
    private Path directory;

    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = new Cluster();
    }

    @AfterEach
    void stop() {
        cluster.checkAndClose();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+2h", "-2h"})
    void timesTimeoutContactAndLogAreAsWithARightClock(String skew) throws IOException {
        startSkewed(skew);
        String good = cluster.submit(Cluster.shell("echo up; sleep 2; echo end; exit 6"));
        ObjectNode endless = Cluster.shell("echo up; while true; do sleep 0.2; done");
        endless.put("timeout", 3);
        String timed = cluster.submit(endless);

        JsonNode ended = cluster.awaitEnd(good);
        assertThat(ended.path("exit_code").asInt()).as(ended.toPrettyString()).isEqualTo(6);
        assertThat(cluster.output(good)).isEqualTo("up\nend\n");
        assertInOrderAndNow(ended);
        JsonNode late = cluster.awaitEnd(timed);
        assertThat(late.path("status_reason").asString())
                .as(late.toPrettyString())
                .isEqualTo("run_timeout");
        assertInOrderAndNow(late);
        assertThat(Duration.between(time(late, "started_at"), time(late, "finished_at")))
                .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(60));

        Cluster.pause(Cluster.LOST_AFTER.plusSeconds(3));
        JsonNode alpha = cluster.executor("alpha");
        assertThat(alpha.path("state").asString()).as(alpha.toPrettyString()).isEqualTo("ready");
        assertNow(time(alpha, "last_heartbeat"));
    }

    @Test
    void aClockThatJumpsUnderAJobEndsItNeitherEarlierNorLater() throws IOException {
        startSkewed("+0");
        ObjectNode enough = Cluster.shell("echo up; sleep 25; echo end; exit 6");
        enough.put("timeout", 600);
        String good = cluster.submit(enough);
        ObjectNode endless = Cluster.shell("echo up; while true; do sleep 0.2; done");
        endless.put("timeout", 20);
        String timed = cluster.submit(endless);
        cluster.await(
                "both print",
                () -> Stream.of(good, timed).allMatch(id -> cluster.output(id).contains("up")));

        setClock("+2h");
        Cluster.pause(Duration.ofSeconds(5));
        assertThat(Stream.of(good, timed)
                        .map(id -> cluster.job(id).path("stage").asString()))
                .containsOnly("running");
        setClock("-2h");

        JsonNode late = cluster.awaitEnd(timed);
        assertThat(late.path("status_reason").asString())
                .as(late.toPrettyString())
                .isEqualTo("run_timeout");
        JsonNode ended = cluster.awaitEnd(good);
        assertThat(ended.path("exit_code").asInt()).as(ended.toPrettyString()).isEqualTo(6);
        assertThat(ended.path("attempts")).hasSize(1);
        assertThat(cluster.output(good)).isEqualTo("up\nend\n");
        assertInOrderAndNow(ended);
        assertInOrderAndNow(late);
    }

    private void startSkewed(String skew) throws IOException {
        setClock(skew);
        cluster.startExecutor(
                "alpha",
                Map.of(
                        "LD_PRELOAD",
                        library(),
                        "FAKETIME_TIMESTAMP_FILE",
                        clock().toString(),
                        "FAKETIME_CACHE_DURATION",
                        "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC",
                        "1",
                        "FAKETIME_FORCE_MONOTONIC_FIX",
                        "0"));
    }

    private Path clock() {
        return directory.resolve("clock");
    }

    private void setClock(String skew) throws IOException {
        Path next = directory.resolve("next");
        Files.writeString(next, skew + "\n");
        Files.move(next, clock(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String library() throws IOException {
        try (Stream<Path> machines = Files.list(Path.of("/usr/lib"))) {
            return machines.map(machine -> machine.resolve("faketime/libfaketime.so.1"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "there is no libfaketime (Debian package libfaketime): run the tests with ./dwr test"
                                    + " --nightly, which installs it"))
                    .toString();
        }
    }

    private static void assertInOrderAndNow(JsonNode job) {
        assertThat(time(job, "created_at")).as(job.toPrettyString()).isBeforeOrEqualTo(time(job, "started_at"));
        assertThat(time(job, "started_at")).as(job.toPrettyString()).isBeforeOrEqualTo(time(job, "finished_at"));
        assertNow(time(job, "finished_at"));
    }

    private static void assertNow(Instant time) {
        assertThat(Duration.between(time, Instant.now()).abs()).isLessThan(FAR_LESS_THAN_THE_SKEW);
    }

    private static Instant time(JsonNode node, String field) {
        return Instant.parse(node.path(field).asString());
    }
}
