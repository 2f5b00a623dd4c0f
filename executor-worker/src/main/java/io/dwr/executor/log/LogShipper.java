package io.dwr.executor.log;

import io.dwr.model.executor.HeldAttempt;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.log.JobLogStore;
import io.dwr.redis.log.LogFullException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the lines of one attempt to the store, in order, as many at a time as there are. While the store is away it
 * tries again, and the queue holds the container back. What a store without memory refuses is left out: a marker of the
 * store tells how many lines are missing.
 */
final class LogShipper {
    private static final Logger log = LoggerFactory.getLogger(LogShipper.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2000;

    private final JobLogStore store;
    private final HeldAttempt attempt;
    private final LineQueue queue = new LineQueue();
    private final Thread thread;
    private long sequence;
    private OutputPosition position;
    private boolean full;

    LogShipper(JobLogStore store, HeldAttempt attempt, long sequence, OutputPosition position) {
        this.store = store;
        this.attempt = attempt;
        this.sequence = sequence;
        this.position = position;
        this.thread = Thread.ofVirtual()
                .name("log-" + attempt.jobId() + "-" + attempt.attempt())
                .start(this::run);
    }

    void ship(SplitLine line) throws InterruptedException {
        queue.put(line);
    }

    boolean isHeldBack() {
        return queue.isFull();
    }

    /** Returns when all that was shipped is stored. */
    void close() throws InterruptedException {
        queue.close();
        thread.join();
    }

    private void run() {
        try {
            for (List<SplitLine> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
                append(batch);
            }
        } catch (InterruptedException abandoned) {
            Thread.currentThread().interrupt();
        }
    }

    private void append(List<SplitLine> batch) throws InterruptedException {
        for (SplitLine line : batch) {
            position = line.after().equals(EndMark.POSITION)
                    ? position.atEnd()
                    : position.with(line.line().source(), line.after());
        }
        for (long pause = FIRST_PAUSE_MILLIS; !stored(batch); pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            Thread.sleep(pause);
        }
        sequence += batch.size();
    }

    /** True also of lines that are left out because the store is full: the job's end waits for nobody's memory. */
    private boolean stored(List<SplitLine> batch) {
        try {
            appendOrLeaveOut(batch);
            return true;
        } catch (LedgerUnavailableException away) {
            return false;
        } catch (RuntimeException broken) {
            log.warn("the log of {} cannot be stored; trying again", attempt, broken);
            return false;
        }
    }

    private void appendOrLeaveOut(List<SplitLine> batch) {
        try {
            store.append(
                    attempt.jobId(),
                    attempt.attempt(),
                    sequence,
                    batch.stream().map(SplitLine::line).toList(),
                    position.stored());
            full = false;
        } catch (LogFullException noMemory) {
            leaveOut(batch, noMemory);
        }
    }

    private void leaveOut(List<SplitLine> batch, LogFullException noMemory) {
        if (!full) {
            full = true;
            log.error("lines of the log of {} are left out: {}", attempt, noMemory.getMessage());
        }
        SplitLine last = batch.getLast();
        if (last.after().equals(EndMark.POSITION)) {
            store.close(
                    attempt.jobId(), attempt.attempt(), sequence + batch.size() - 1, last.line(), position.stored());
        }
    }
}
