package io.dwr.scheduler.log;

import io.dwr.model.job.JobId;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.log.JobLogStore;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.coyote.CloseNowException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Waits for lines of a log. A store that is away for a while delays a follower and costs it nothing: it goes on at its
 * offset.
 */
@Component
final class LogFollower {
    private static final long SHORT_PAUSE_MILLIS = 40;
    private static final long LONG_PAUSE_MILLIS = 200;
    private static final int LIVELY_PAUSES = 50;
    private static final long STORE_AWAY_PAUSE_MILLIS = 1000;
    private static final Duration LONGEST_WITHOUT_STORE = Duration.ofMinutes(5);

    private final JobLogs logs;
    private final Followers followers;
    private final Duration longestSilence;
    private final Duration longestWithoutStore;

    @Autowired
    LogFollower(JobLogs logs, Followers followers) {
        this(logs, followers, Duration.ofSeconds(10), LONGEST_WITHOUT_STORE);
    }

    /**
     * A follower for whom time passes as a test likes.
     *
     * @param longestSilence of a connection
     * @param longestWithoutStore how long the store may be away before a follower is cut off
     */
    LogFollower(JobLogs logs, Followers followers, Duration longestSilence, Duration longestWithoutStore) {
        this.logs = logs;
        this.followers = followers;
        this.longestSilence = longestSilence;
        this.longestWithoutStore = longestWithoutStore;
    }

    /** Takes lines as they come. */
    interface Sink {
        void accept(JobLogStore.Page page) throws IOException;

        /** Called again and again while the log is quiet or away, so that nothing cuts a connection for its silence. */
        void quiet() throws IOException;
    }

    /**
     * Gives every line from an offset on until the log is complete. What is gone when it begins is left out, and once it
     * has begun a reader that the log outruns is put ahead.
     *
     * @param readerLeft asked while the log is quiet
     * @return the offset behind the last line
     * @throws IOException when the reader left, or the log cannot be followed to its end: then the connection is cut,
     *     so that no reader takes what it got for the whole
     */
    long follow(JobId id, long from, BooleanSupplier readerLeft, Sink sink) throws IOException {
        long offset = from;
        int quietPauses = 0;
        long answered = System.nanoTime();
        boolean begun = false;
        boolean ended = false;
        long spoken = System.nanoTime();
        while (true) {
            if (System.nanoTime() - spoken > longestSilence.toNanos()) {
                sink.quiet();
                spoken = System.nanoTime();
            }
            JobLogStore.Page page = readOrNull(id, offset, begun);
            if (page == null) {
                if (System.nanoTime() - answered > longestWithoutStore.toNanos()
                        || readerLeft.getAsBoolean()
                        || !followers.pause(STORE_AWAY_PAUSE_MILLIS)) {
                    throw cut();
                }
                continue;
            }
            answered = System.nanoTime();
            begun = true;
            if (!page.lines().isEmpty()) {
                sink.accept(page);
                answered = System.nanoTime();
                offset = page.nextOffset();
                quietPauses = 0;
                spoken = System.nanoTime();
                continue;
            }
            if (ended) {
                return offset;
            }
            ended = endedOrUnknown(id);
            if (!ended && (readerLeft.getAsBoolean() || !followers.pause(pauseAfter(quietPauses++)))) {
                throw cut();
            }
        }
    }

    /** Waits until a line stands at the offset, the log is complete, or a time has passed. */
    JobLogStore.Page await(JobId id, long offset, LogQuery query, long mostMillis) {
        long deadline = System.nanoTime() + mostMillis * 1_000_000;
        int quietPauses = 0;
        while (true) {
            boolean ended = logs.ended(id);
            JobLogStore.Page page = read(id, offset, query.limit(), !ended && query.goesOn());
            if (!page.lines().isEmpty()
                    || ended
                    || System.nanoTime() - deadline > 0
                    || !followers.pause(pauseAfter(quietPauses++))) {
                return page;
            }
        }
    }

    private JobLogStore.Page read(JobId id, long offset, int limit, boolean goesOn) {
        return goesOn ? logs.readOn(id, offset, limit) : logs.read(id, offset, limit);
    }

    private JobLogStore.@Nullable Page readOrNull(JobId id, long offset, boolean goesOn) {
        try {
            return read(id, offset, LogQuery.FOLLOWED_PAGE, goesOn);
        } catch (LedgerUnavailableException away) {
            return null;
        }
    }

    private boolean endedOrUnknown(JobId id) {
        try {
            return logs.ended(id);
        } catch (LedgerUnavailableException away) {
            return false;
        }
    }

    private static IOException cut() {
        return new CloseNowException();
    }

    private static long pauseAfter(int quietPauses) {
        return quietPauses < LIVELY_PAUSES ? SHORT_PAUSE_MILLIS : LONG_PAUSE_MILLIS;
    }
}
