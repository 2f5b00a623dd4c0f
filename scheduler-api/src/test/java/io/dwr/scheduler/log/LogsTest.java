package io.dwr.scheduler.log;

import static io.dwr.scheduler.Problems.assertProblem;
import static io.dwr.scheduler.Problems.pointers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dwr.model.job.JobId;
import io.dwr.model.log.LogBytes;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.redis.log.JobLogStore;
import io.dwr.scheduler.Http;
import io.dwr.scheduler.Http.Answer;
import io.dwr.scheduler.Stack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LogsTest {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    private final Stack stack = Stack.shared();
    private final Http http = stack.http;
    private String logs = "";
    private String id = "";
    private long sequence;

    @BeforeEach
    void submitAJobThatWaits() {
        id = http.postJson("/jobs", "{\"docker_image\":\"box\",\"cpu_cores\":4000}")
                .json()
                .path("job_id")
                .asString();
        logs = "/jobs/" + id + "/logs";
    }

    @Test
    void aWaitingJobHasAnEmptyLog() {
        Answer answer = http.get(logs);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void linesAreShownAsStoredOrAsTheProgramWroteThem() {
        append(LogSource.SYSTEM, false, "attempt 1");
        append(LogSource.STDOUT, false, "<script>alert(1)</script>");
        append(LogSource.STDERR, false, "日本\u0000");
        append(LogSource.STDOUT, true, "end");
        assertThat(http.get(logs).body().lines()).hasSize(4).allMatch(line -> line.startsWith("20"));
        assertThat(http.get(logs + "?timestamps=false").body()).isEqualTo("<script>alert(1)</script>\n日本\u0000\nend");
        assertThat(http.get(logs + "?timestamps=false&stream=stdout").body())
                .isEqualTo("<script>alert(1)</script>\nend");
        assertThat(http.get(logs + "?timestamps=false&stream=system").body()).isEqualTo("attempt 1\n");
        assertThat(http.get(logs + "?timestamps=false&tail=2").body()).isEqualTo("日本\u0000\nend");
        assertThat(http.get(logs + "?timestamps=false&since=3").body()).isEqualTo("end");
        assertThat(http.get(logs + "?since=1000").body()).isEmpty();
        assertThat(http.get(logs + "?tail=0").body()).isEmpty();
        assertThat(http.get("/jobs/" + id + "?log_lines=1").json().path("logs").size())
                .isEqualTo(1);
    }

    @Test
    void aLongLogComesWholeAndItsTailIsExact() {
        List<LogLine> lines = IntStream.range(0, 2500)
                .mapToObj(n -> new LogLine(Instant.now(), LogSource.STDOUT, false, Integer.toString(n)))
                .toList();
        stack.stores.jobLogStore().append(new JobId(id), 1, 0, lines, "x");
        assertThat(http.get(logs + "?timestamps=false").body().lines()).hasSize(2500);
        assertThat(http.get(logs + "?timestamps=false&tail=1000000000").body().lines())
                .hasSize(2500);
        assertThat(http.get(logs + "?timestamps=false&tail=1200").body().lines())
                .hasSize(1200)
                .first()
                .isEqualTo("1300");
    }

    /** The first lines, the newest, and between them how much this reader lacks. */
    @Test
    void aLogOverItsCapShowsBothEndsAndWhatIsMissing() {
        String big = "x".repeat(1 << 19);
        append(LogSource.STDOUT, false, "begin");
        for (int n = 0; n < 40; n++) {
            append(LogSource.STDOUT, false, big);
        }
        append(LogSource.STDOUT, false, "end");

        String whole = http.get(logs + "?timestamps=false").body();
        assertThat(whole).startsWith("begin\nxxx").endsWith("xxx\nend\n");
        JsonNode newest = http.get(logs + "?since=2", "Accept", JSON).json();
        long dropped = newest.path("dropped").asLong();
        long first = newest.path("first_offset").asLong();
        assertThat(dropped).isGreaterThan(5).isEqualTo(first - 1);
        assertThat(newest.path("lines").get(0).asString()).contains(" system [dwr] " + dropped + " lines, ");
        assertThat(http.get(logs + "?since=" + (first - 2) + "&limit=1", "Accept", JSON)
                        .json()
                        .path("lines")
                        .get(0)
                        .asString())
                .endsWith(" system [dwr] 3 lines are missing here: the log's cap has taken them");
        assertThat(http.get(logs + "?form=raw").body()).containsOnlyOnce("\n[dwr] " + dropped + " lines, ");
    }

    @Test
    void pagesCarryOffsetsToGoOnFrom() {
        append(LogSource.STDOUT, false, "a");
        append(LogSource.STDOUT, false, "b");
        append(LogSource.STDOUT, false, "c");
        JsonNode first = http.get(logs + "?limit=2", "Accept", JSON).json();
        assertThat(first.path("lines").size()).isEqualTo(2);
        assertThat(first.path("next_offset").asLong()).isEqualTo(2);
        assertThat(first.path("complete").asBoolean()).isFalse();
        JsonNode second = http.get(logs + "?since=2", "Accept", JSON).json();
        assertThat(second.path("first_offset").asLong()).isEqualTo(2);
        assertThat(second.path("lines").get(0).asString()).endsWith(" stdout c");

        http.delete("/jobs/" + id);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> http.get(logs + "?since=3", "Accept", JSON)
                        .json()
                        .path("complete")
                        .asBoolean());
        assertThat(http.get(logs + "?limit=2", "Accept", JSON)
                        .json()
                        .path("complete")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void aFollowerGetsEachLineOnceAndEndsWithTheJob() throws Exception {
        append(LogSource.STDOUT, false, "before");
        try (InputStream stream = http.stream(logs + "?follow=true&timestamps=false");
                BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            assertThat(reader.readLine()).isEqualTo("before");
            append(LogSource.STDOUT, false, "while");
            assertThat(reader.readLine()).isEqualTo("while");
            append(LogSource.STDOUT, true, "last");
            http.delete("/jobs/" + id);
            assertThat(reader.readLine()).isEqualTo("last");
            assertThat(reader.readLine()).isNull();
        }
    }

    /** Cases 15, 21 and 25. */
    @Test
    void theRawLogIsTheBytesThatWereWritten() {
        byte[] bytes = {'a', (byte) 0xFF, 0, '\r', (byte) 0xE6};
        append(LogSource.SYSTEM, false, "attempt 1 begins");
        append(LogSource.STDOUT, false, "<script>");
        append(LogSource.STDERR, true, LogBytes.text(bytes));

        assertThat(http.getBytes(logs + "?form=raw&stream=stderr")).isEqualTo(bytes);
        assertThat(http.getBytes(logs, "Accept", "application/octet-stream"))
                .startsWith("<script>\na".getBytes(StandardCharsets.UTF_8));
        Answer answer = http.get(logs + "?form=raw&stream=stdout");
        assertThat(answer.body()).isEqualTo("<script>\n");
        assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Disposition")).startsWith("attachment");
        JsonNode page = http.get(logs, "Accept", JSON).json();
        assertThat(page.path("lines").get(2).asString()).endsWith(" stderr+ a\uFFFD\0\r\uFFFD");
        assertThat(page.path("bytes").propertyNames()).containsExactly("2");
        assertThat(Base64.getDecoder().decode(page.path("bytes").path("2").asString()))
                .endsWith(bytes);
        assertThat(http.get(logs + "?timestamps=false&stream=stderr").body()).isEqualTo("a\uFFFD\0\r\uFFFD");
        assertThat(http.get("/jobs/" + id + "?log_lines=1")
                        .json()
                        .path("logs")
                        .get(0)
                        .asString())
                .endsWith("\uFFFD");
    }

    /** Case 29: a follower that was cut off goes on behind the last event that it got, and is told of the end. */
    @Test
    void eventsGoOnBehindTheLastOne() throws Exception {
        append(LogSource.STDOUT, false, "one\rtwo");
        append(LogSource.STDERR, false, LogBytes.text(new byte[] {(byte) 0xFF}));
        List<String> first = new ArrayList<>();
        try (BufferedReader reader = events()) {
            while (first.stream().filter(line -> line.startsWith("data: ")).count() < 2) {
                first.add(reader.readLine());
            }
        }
        assertThat(first).filteredOn(line -> line.startsWith("id: ")).containsExactly("id: 0", "id: 1");
        assertThat(first)
                .anyMatch(line -> line.startsWith("data: {\"offset\":0,") && line.contains("stdout one\\rtwo"));
        assertThat(first).anyMatch(line -> line.contains("\"offset\":1,") && line.contains("\"bytes\":\""));

        append(LogSource.STDOUT, false, "three");
        http.delete("/jobs/" + id);
        List<String> second;
        try (BufferedReader reader = events("Last-Event-ID", "1")) {
            second = reader.lines().toList();
        }
        assertThat(second).filteredOn(line -> line.startsWith("id: ")).containsExactly("id: 2");
        assertThat(second).containsSequence("event: end", "data: {\"next_offset\":3}");
        assertThat(http.get(logs, "Accept", EVENTS, "Last-Event-ID", "2").status())
                .isEqualTo(204);
        assertThat(http.get(logs + "?form=events&since=2").body())
                .contains("three")
                .doesNotContain("one");
        assertProblem(http.get(logs, "Accept", EVENTS, "Last-Event-ID", "x"), 400, "invalid_parameter");
        assertThat(http.get(logs, "Accept", EVENTS, "Last-Event-ID", "x").body())
                .contains("Last-Event-ID is \\\"x\\\":");
    }

    /** Case 29: nothing cuts a connection for its silence. */
    @Test
    void aFollowerHearsThatTheLogIsQuiet() {
        Followers followers = new Followers();
        followers.start();
        JobLogs ofStore = new JobLogs(stack.stores.jobLogStore(), stack.stores.jobStore());
        AtomicInteger quiet = new AtomicInteger();
        LogFollower follower = new LogFollower(ofStore, followers, Duration.ofMillis(20), Duration.ofMinutes(1));

        assertThatThrownBy(() -> follower.follow(new JobId(id), 0, () -> quiet.get() == 3, new LogFollower.Sink() {
                    @Override
                    public void accept(JobLogStore.Page page) {
                        throw new IllegalStateException("there are no lines");
                    }

                    @Override
                    public void quiet() {
                        quiet.incrementAndGet();
                    }
                }))
                .isInstanceOf(IOException.class);
        assertThat(quiet).hasValue(3);
    }

    private BufferedReader events(String... headers) {
        List<String> all = new ArrayList<>(List.of("Accept", EVENTS));
        all.addAll(List.of(headers));
        return new BufferedReader(
                new InputStreamReader(http.stream(logs, all.toArray(String[]::new)), StandardCharsets.UTF_8));
    }

    @Test
    void aFollowerThatLeftAQuietLogIsLetGo() throws Exception {
        int port;
        try (Socket reader = new Socket("127.0.0.1", http.port())) {
            port = reader.getLocalPort();
            reader.getOutputStream()
                    .write(("GET " + logs + "?follow=true HTTP/1.1\r\nHost: here\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new BufferedReader(new InputStreamReader(reader.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine())
                    .startsWith("HTTP/1.1 200");
            assertThat(connectionsTo(port)).isPositive();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> connectionsTo(port) == 0);
    }

    /** The scheduler's ends of connections to a port of this machine. */
    private long connectionsTo(int port) throws IOException {
        String ends = String.format("(?i)\\s*\\d+: \\w+:%04X \\w+:%04X .*", http.port(), port);
        long connections = 0;
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            connections += Files.readAllLines(Path.of(table)).stream()
                    .filter(line -> line.matches(ends))
                    .count();
        }
        return connections;
    }

    @Test
    void aFollowedPageWaitsForItsFirstLine() throws InterruptedException {
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(Duration.ofMillis(500));
                append(LogSource.STDOUT, false, "late");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        JsonNode page = http.get(logs + "?follow=true", "Accept", JSON).json();
        assertThat(page.path("lines").size()).isEqualTo(1);
        assertThat(page.path("complete").asBoolean()).isFalse();
        writer.join();
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        Answer answer = http.get(logs + "?tail=-1&since=yesterday&stream=output&follow=maybe&x=1");
        assertProblem(answer, 400, "invalid_parameter");
        assertThat(pointers(answer)).containsExactlyInAnyOrder("tail", "since", "stream", "follow", "x");
        Answer formless = http.get(logs + "?form=pdf&stream=x");
        assertThat(pointers(formless)).containsExactlyInAnyOrder("form", "stream");
        assertThat(pointers(http.get(logs + "?form=raw&stream=system&timestamps=false")))
                .containsExactlyInAnyOrder("stream", "timestamps");
        assertProblem(http.get(logs, "Accept", "image/png"), 406, "not_acceptable");
        assertProblem(http.get("/jobs/01999999-9999-7999-8999-999999999999/logs"), 404, "job_not_found");
        assertProblem(http.get("/jobs/" + id + "?log_lines=1001"), 400, "invalid_parameter");
    }

    private void append(LogSource source, boolean continued, String text) {
        stack.stores
                .jobLogStore()
                .append(
                        new JobId(id),
                        1,
                        sequence++,
                        List.of(new LogLine(Instant.now(), source, continued, text)),
                        "x");
    }
}
