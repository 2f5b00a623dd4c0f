package io.dwr.executor.log;

import io.dwr.executor.log.LineQueue.Batch;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.log.ExecutorLogStore;
import io.dwr.redis.log.LogFullException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the lines of one attempt to the store, in order, as many at a time as there are. While the store is away it
 * tries again, and the queue keeps lines on disk, or holds the container back. What a store without memory refuses is left out: a marker of the
 * store tells how many lines are missing.
 */
final class LogShipper {
    private static final Logger log = LoggerFactory.getLogger(LogShipper.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2000;

    private final ExecutorLogStore store;
    private final HeldAttempt attempt;
    private final LineQueue queue;
    private final Thread thread;
    private OutputPosition position;
    private boolean full;

    /**
     * @param position where the output stands before the queue's first line
     */
    LogShipper(ExecutorLogStore store, HeldAttempt attempt, LineQueue queue, OutputPosition position) {
        this.store = store;
        this.attempt = attempt;
        this.queue = queue;
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
            for (Batch batch = queue.next(); !batch.isEmpty(); batch = queue.next()) {
                append(batch);
                queue.passed(batch);
            }
        } catch (InterruptedException abandoned) {
            Thread.currentThread().interrupt();
        }
    }

    private void append(Batch batch) throws InterruptedException {
        for (SplitLine line : batch.lines()) {
            position = position.after(line);
        }
        for (long pause = FIRST_PAUSE_MILLIS; !stored(batch); pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS)) {
            queue.storeAway(true);
            Thread.sleep(pause);
        }
        queue.storeAway(false);
    }

    /** True also of lines that are left out because the store is full: the job's end waits for nobody's memory. */
    private boolean stored(Batch batch) {
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

    private void appendOrLeaveOut(Batch batch) {
        try {
            store.append(
                    attempt.jobId(),
                    attempt.attempt(),
                    batch.sequence(),
                    batch.lines().stream().map(SplitLine::line).toList(),
                    position.stored());
            full = false;
        } catch (LogFullException noMemory) {
            leaveOut(batch, noMemory);
        }
    }

    private void leaveOut(Batch batch, LogFullException noMemory) {
        if (!full) {
            full = true;
            log.error("lines of the log of {} are left out: {}", attempt, noMemory.getMessage());
        }
        SplitLine last = batch.lines().getLast();
        if (last.after().equals(EndMark.POSITION)) {
            store.close(
                    attempt.jobId(),
                    attempt.attempt(),
                    batch.sequence() + batch.lines().size() - 1,
                    last.line(),
                    position.stored());
        }
    }
}
