package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.redis.log.JobLogStore.Page;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Readers that go on while lines come, and some of the older ones go. */
class FollowedLogTest extends RedisTest {
    private static final int MOST_LINES = 100_000;
    private static final int HEAD_LINES = 5_000;
    private static final int PART = 5_000;

    /** A reader at the edge of what is kept would be overtaken again by each line; put ahead of it, it reads on. */
    @Test
    void aFollowerThatFellBehindIsPutAheadOnce() {
        append(0, MOST_LINES);
        long next = logs.readOn(job(1), 9_000, 1000).nextOffset();
        assertThat(next).isEqualTo(10_000);
        append(MOST_LINES, MOST_LINES + 20_000);

        Page ahead = logs.readOn(job(1), next, 1000);
        int mark = HEAD_LINES + 20_000;
        int middle = mark + (MOST_LINES - HEAD_LINES - 1) / 2;
        assertThat(ahead.firstOffset()).isEqualTo(middle);
        assertThat(ahead.lines())
                .hasSize(1000)
                .first()
                .asString()
                .contains(" system [dwr] " + (middle - next + 1) + " lines are left out here: ")
                .contains("\"dwr logs " + job(1) + "\"");
        assertThat(ahead.lines().get(1)).isEqualTo(stored(middle + 1));

        next = ahead.nextOffset();
        for (int written = MOST_LINES + 20_000; written < MOST_LINES + 60_000; written += PART) {
            append(written, written + PART);
            Page page = logs.readOn(job(1), next, 1000);
            assertThat(page.firstOffset()).isEqualTo(next);
            assertThat(page.lines().getFirst()).isEqualTo(stored((int) next));
            next = page.nextOffset();
        }
    }

    /** The line behind the last one that a follower got may be the very one that the log's own mark stands for. */
    @Test
    void oneLineTooLateIsTooLate() {
        append(0, MOST_LINES + 10_000);
        long mark = HEAD_LINES + 10_000;

        assertThat(logs.readOn(job(1), mark + 1, 1).firstOffset()).isEqualTo(mark + 1);
        assertThat(logs.readOn(job(1), mark, 1).firstOffset()).isGreaterThan(mark + MOST_LINES / 3);
    }

    /** Who comes from the first lines was not overtaken, and a reader that does not follow is not put ahead. */
    @Test
    void whatIsKeptIsGivenFromItsBeginning() {
        append(0, MOST_LINES + 10_000);

        Page whole = logs.readOn(job(1), HEAD_LINES, 10);
        assertThat(whole.firstOffset()).isEqualTo(HEAD_LINES + 10_000);
        assertThat(whole.lines().getFirst()).contains(" system [dwr] 10001 lines, ");
        assertThat(logs.readOn(job(1), whole.nextOffset(), 10).firstOffset()).isEqualTo(whole.nextOffset());
        Page plain = logs.read(job(1), HEAD_LINES + 9_000, 10);
        assertThat(plain.firstOffset()).isEqualTo(HEAD_LINES + 10_000);
        assertThat(plain.lines().getFirst())
                .endsWith(" system [dwr] 1001 lines are missing here: the log's cap has taken them");
    }

    /** No more of it goes. */
    @Test
    void theLogOfAnEndedJobNeedsNoRoom() {
        submit(1, size(1, 1));
        append(0, MOST_LINES + 10_000);
        assertThat(logs.readOn(job(1), HEAD_LINES + 9_000, 10).firstOffset()).isGreaterThan(HEAD_LINES + 10_000);

        ledger.finish(1, succeeded(1, 1), Duration.ofDays(1));

        assertThat(logs.readOn(job(1), HEAD_LINES + 9_000, 10).firstOffset()).isEqualTo(HEAD_LINES + 10_000);
    }

    private static void append(int begin, int end) {
        for (int from = begin; from < end; from += PART) {
            logs.append(
                    job(1),
                    1,
                    from,
                    IntStream.range(from, from + PART)
                            .mapToObj(FollowedLogTest::line)
                            .toList(),
                    "");
        }
    }

    private static LogLine line(int n) {
        return new LogLine(SUBMITTED.plusSeconds(n), LogSource.STDOUT, false, "line " + n);
    }

    private static String stored(int n) {
        return line(n).stored();
    }
}
