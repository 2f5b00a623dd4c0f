package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.log.LogBytes;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.redis.log.ExecutorLogStore.Position;
import io.dwr.redis.log.JobLogStore.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Logs: nothing twice, nothing of an older attempt, and a cap that is seen. */
class JobLogStoreTest extends RedisTest {
    private static final int MOST_LINES = 100_000;
    private static final int HEAD_LINES = 5_000;

    @Test
    void linesAreReadAsTheyWereStored() {
        logs.append(job(1), 1, 0, lines(0, 3), "pos-3");

        assertThat(logs.tail(job(1), 10)).containsExactly(stored(0), stored(1), stored(2));
        assertThat(logs.tail(job(1), 2)).containsExactly(stored(1), stored(2));
        assertThat(logs.tail(job(1), 0)).isEmpty();
        assertThat(logs.read(job(1), 1, 1)).isEqualTo(new Page(List.of(stored(1)), 1, 2, 0));
        assertThat(logs.read(job(1), 3, 10)).isEqualTo(new Page(List.of(), 3, 3, 0));
        assertThat(logs.position(job(1), 1)).isEqualTo(new Position(3, "pos-3"));
        assertThat(server.command("LRANGE", "job_logs:" + job(1), "0", "-1")).isEqualTo("*3");
    }

    @Test
    void aLogThatIsNotThereIsEmpty() {
        assertThat(logs.tail(job(1), 10)).isEmpty();
        assertThat(logs.read(job(1), 0, 10)).isEqualTo(new Page(List.of(), 0, 0, 0));
        assertThat(logs.position(job(1), 1)).isEqualTo(new Position(0, ""));
    }

    @Test
    void bytesThatAreNoTextComeBackAsTheyWere() {
        byte[] bytes = {'a', (byte) 0xFF, 0, '\r', 0x1b, (byte) 0xE6, (byte) 0x96};
        LogLine line = line(0, LogBytes.text(bytes));
        logs.append(job(1), 1, 0, List.of(line), "");

        assertThat(logs.tail(job(1), 1)).containsExactly(line.stored());
        assertThat(LogBytes.bytes(LogLine.parse(logs.read(job(1), 0, 1).lines().getFirst())
                        .text()))
                .isEqualTo(bytes);
    }

    @Test
    void aRepeatedAppendAddsNothingTwice() {
        logs.append(job(1), 1, 0, lines(0, 3), "a");
        logs.append(job(1), 1, 0, lines(0, 3), "a");
        logs.append(job(1), 1, 1, lines(1, 5), "b");
        logs.append(job(1), 1, 0, lines(0, 2), "older");
        assertThat(logs.position(job(1), 1)).isEqualTo(new Position(5, "b"));
        logs.append(job(1), 1, 5, List.of(), "c");

        assertThat(logs.tail(job(1), 10)).containsExactly(stored(0), stored(1), stored(2), stored(3), stored(4));
        assertThat(logs.position(job(1), 1)).isEqualTo(new Position(5, "c"));
    }

    @Test
    void aNewAttemptBeginsItsOwnSequenceAndAnOlderOneIsSilenced() {
        logs.append(job(1), 1, 0, lines(0, 2), "a");
        logs.append(job(1), 2, 0, lines(10, 11), "b");
        logs.append(job(1), 1, 2, lines(2, 4), "late");

        assertThat(logs.tail(job(1), 10)).containsExactly(stored(0), stored(1), stored(10));
        assertThat(logs.position(job(1), 1)).isEqualTo(new Position(0, ""));
        assertThat(logs.position(job(1), 2)).isEqualTo(new Position(1, "b"));
    }

    @Test
    void missingLinesAreMarked() {
        logs.append(job(1), 1, 4, lines(4, 5), "a");

        assertThat(logs.tail(job(1), 10))
                .containsExactly("2026-01-01T00:00:04.000000000Z system [dwr] 4 lines are missing here", stored(4));
        assertThat(LogLine.parse(logs.tail(job(1), 10).getFirst()).source()).isEqualTo(LogSource.SYSTEM);
        assertThat(logs.position(job(1), 1)).isEqualTo(new Position(5, "a"));
    }

    @Test
    void overTheMostLinesTheFirstAndTheNewestStay() {
        appendInParts(MOST_LINES);
        assertThat(logs.read(job(1), 0, 1).dropped()).isZero();
        assertThat(server.command("LLEN", "job_logs:" + job(1))).isEqualTo(":" + MOST_LINES);
        assertThat(server.command("EXISTS", "job_log_head:" + job(1))).isEqualTo(":0");

        logs.append(job(1), 1, MOST_LINES, lines(MOST_LINES, MOST_LINES + 10), "");

        assertThat(logs.length(job(1))).isEqualTo(MOST_LINES + 10);
        assertThat(logs.read(job(1), HEAD_LINES - 2, 1000))
                .isEqualTo(new Page(
                        List.of(stored(HEAD_LINES - 2), stored(HEAD_LINES - 1)), HEAD_LINES - 2, HEAD_LINES, 11));
        Page newest = logs.read(job(1), HEAD_LINES, 2);
        assertThat(newest.firstOffset()).isEqualTo(HEAD_LINES + 10);
        assertThat(newest.nextOffset()).isEqualTo(HEAD_LINES + 12);
        assertThat(newest.lines().getFirst())
                .contains(
                        " system [dwr] 11 lines, " + bytes(HEAD_LINES, HEAD_LINES + 11) + " bytes, were dropped here:")
                .endsWith("its first 5000 lines, at most 1 MiB, and its newest, 100000 and 16 MiB in all");
        assertThat(newest.lines().getLast()).isEqualTo(stored(HEAD_LINES + 11));
        assertThat(everyOffset()).isEqualTo(MOST_LINES);

        logs.append(job(1), 1, MOST_LINES + 10, lines(MOST_LINES + 10, MOST_LINES + 15), "");

        Page later = logs.read(job(1), HEAD_LINES + 12, 10);
        assertThat(later.dropped()).isEqualTo(16);
        assertThat(later.firstOffset()).isEqualTo(HEAD_LINES + 15);
        assertThat(later.lines().get(1)).isEqualTo(stored(HEAD_LINES + 16));
        assertThat(logs.read(job(1), MOST_LINES + 14, 10))
                .isEqualTo(new Page(List.of(stored(MOST_LINES + 14)), MOST_LINES + 14, MOST_LINES + 15, 16));
        assertThat(everyOffset()).isEqualTo(MOST_LINES);
    }

    /** Reads the whole log page by page; gives how many entries it has. */
    private static long everyOffset() {
        long entries = 0;
        long next = 0;
        for (Page page = logs.read(job(1), 0, 1000); !page.lines().isEmpty(); page = logs.read(job(1), next, 1000)) {
            assertThat(page.firstOffset()).isGreaterThanOrEqualTo(next);
            entries += page.lines().size();
            next = page.nextOffset();
        }
        assertThat(next).isEqualTo(logs.length(job(1)));
        return entries;
    }

    private static long bytes(int from, int to) {
        return IntStream.range(from, to).mapToLong(n -> stored(n).length()).sum();
    }

    @Test
    void overTheMostBytesTheFirstAndTheNewestStay() {
        String big = "x".repeat(1 << 19);
        for (int n = 0; n < 40; n++) {
            logs.append(job(1), 1, n, List.of(line(n, big)), "");
        }

        assertThat(logs.read(job(1), 0, 100).lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("2026-01-01T00:00:00");
        Page page = logs.read(job(1), 1, 100);
        assertThat(page.dropped()).isEqualTo(9);
        assertThat(page.firstOffset()).isEqualTo(9);
        assertThat(page.lines().getFirst()).contains("9 lines, ");
        assertThat(page.lines().get(1)).startsWith("2026-01-01T00:00:10");
        assertThat(everyOffset()).isEqualTo(32);
    }

    @Test
    void aPageHoldsAboutAMebibyte() {
        String big = "x".repeat(1 << 16);
        for (int n = 0; n < 60; n++) {
            logs.append(job(1), 1, n, List.of(line(n, big)), "");
        }

        Page page = logs.read(job(1), 0, 1000);
        assertThat(page.lines()).hasSizeBetween(16, 32);
        assertThat(page.nextOffset()).isEqualTo(page.lines().size());
        List<String> tail = logs.tail(job(1), 1000);
        assertThat(tail).hasSizeBetween(16, 32).last().isEqualTo(line(59, big).stored());
        assertThat(everyOffset()).isEqualTo(60);
    }

    @Test
    void theTailOfALogThatWasCutCountsWhatIsGone() {
        String big = "x".repeat(1 << 19);
        logs.append(job(1), 1, 0, lines(0, 3), "");
        for (int n = 3; n < 40; n++) {
            logs.append(job(1), 1, n, List.of(line(n, big)), "");
        }
        logs.append(job(1), 1, 40, lines(40, 42), "");

        assertThat(logs.tail(job(1), 2)).containsExactly(stored(40), stored(41));
        assertThat(logs.length(job(1))).isEqualTo(42);
    }

    @Test
    void firstLinesGoWithTheRest() throws InterruptedException {
        submit(1, size(1, 1));
        String big = "x".repeat(1 << 19);
        for (int n = 0; n < 40; n++) {
            logs.append(job(1), 1, n, List.of(line(n, big)), "");
        }
        assertThat(server.command("EXISTS", "job_log_head:" + job(1))).isEqualTo(":1");

        ledger.finish(1, succeeded(1, 1), Duration.ofMillis(50));
        Thread.sleep(Duration.ofMillis(80));

        assertThat(server.command("EXISTS", "job_log_head:" + job(1))).isEqualTo(":0");
        assertThat(logs.length(job(1))).isZero();
    }

    /** As the version before wrote it: no first lines, and a marker at the beginning. */
    @Test
    void aLogThatWasCutBeforeGoesOn() {
        server.command("RPUSH", "job_logs:" + job(1), '"' + stored(0) + '"', '"' + stored(10) + '"');
        server.command(
                "HSET", "{dwr}:log:" + job(1), "attempt", "1", "next_sequence", "11", "dropped", "10", "bytes", "90");

        logs.append(job(1), 1, 11, lines(11, 12), "");

        assertThat(logs.read(job(1), 0, 10)).isEqualTo(new Page(List.of(stored(0), stored(10), stored(11)), 9, 12, 10));
        assertThat(logs.length(job(1))).isEqualTo(12);
    }

    @Test
    void oneLineIsKeptHoweverLong() {
        logs.append(job(1), 1, 0, List.of(line(0, "x".repeat(17 << 20))), "");

        assertThat(logs.read(job(1), 0, 10).dropped()).isZero();
        assertThat(logs.tail(job(1), 10)).hasSize(1);
        logs.append(job(1), 1, 1, lines(1, 2), "");
        assertThat(logs.tail(job(1), 10)).hasSize(2).last().isEqualTo(stored(1));
    }

    @Test
    void aLateLineExpiresWithTheRecord() throws InterruptedException {
        submit(1, size(1, 1));
        ledger.finish(1, succeeded(1, 1), Duration.ofSeconds(2));

        logs.append(job(1), 1, 0, lines(0, 1), "");
        assertThat(logs.tail(job(1), 10)).hasSize(1);
        Thread.sleep(Duration.ofMillis(2100));

        assertThat(logs.tail(job(1), 10)).isEmpty();
        assertThat(logs.position(job(1), 1)).isEqualTo(new Position(0, ""));
    }

    private static void appendInParts(int count) {
        int part = 5_000;
        for (int from = 0; from < count; from += part) {
            logs.append(job(1), 1, from, lines(from, from + part), "");
        }
    }

    private static List<LogLine> lines(int from, int to) {
        List<LogLine> lines = new ArrayList<>();
        for (int n = from; n < to; n++) {
            lines.add(line(n, "line " + n));
        }
        return lines;
    }

    private static LogLine line(int n, String text) {
        return new LogLine(SUBMITTED.plusSeconds(n), LogSource.STDOUT, false, text);
    }

    private static String stored(int n) {
        return line(n, "line " + n).stored();
    }
}
