package io.dwr.executor.log;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines between the reader and the shipper of one attempt, bounded in bytes: a full queue holds the reader back. While
 * the store is away a full queue goes to disk instead, with all that follows, until the spool is full, too. Lines leave
 * it once they are stored.
 */
final class LineQueue {
    private static final Logger log = LoggerFactory.getLogger(LineQueue.class);
    private static final int MOST_BYTES = 384 * 1024;
    private static final int MOST_BATCH_BYTES = 128 * 1024;
    private static final int MOST_BATCH_LINES = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<SplitLine> lines = new ArrayDeque<>();
    private final LogSpool spool;
    private @Nullable SplitLine closing;
    private long bytes;
    private long sequence;
    private boolean storeAway;
    private boolean waiting;
    private boolean closed;

    /**
     * @param sequence number of the next line
     */
    LineQueue(LogSpool spool, long sequence) {
        this.spool = spool;
        this.sequence = sequence;
    }

    /**
     * Lines in order.
     *
     * @param sequence number of the first
     */
    record Batch(long sequence, List<SplitLine> lines) {
        boolean isEmpty() {
            return lines.isEmpty();
        }
    }

    /** Can be interrupted only while the queue is full. An attempt's closing line always has room. */
    void put(SplitLine line) throws InterruptedException {
        lock.lock();
        try {
            if (line.after().equals(EndMark.POSITION)) {
                closing = line;
            } else {
                while (!takes(line)) {
                    waiting = true;
                    changed.await();
                }
            }
            changed.signalAll();
        } finally {
            waiting = false;
            lock.unlock();
        }
    }

    private boolean takes(SplitLine line) {
        if (spool.isEmpty() && (bytes == 0 || bytes + line.size() <= MOST_BYTES)) {
            lines.add(line);
            bytes += line.size();
            return true;
        }
        return storeAway && (!spool.isEmpty() || spilled()) && spool.append(sequence + spool.lines(), line);
    }

    /** Lines that are on their way to the store go to disk, too: only so does the next process find all of them there. */
    private boolean spilled() {
        for (SplitLine line : lines) {
            if (!spool.append(sequence + spool.lines(), line)) {
                spool.clear();
                return false;
            }
        }
        lines.clear();
        bytes = 0;
        return true;
    }

    /** Whether the store, not the container, is what the reader waits for. */
    boolean isFull() {
        lock.lock();
        try {
            return waiting || bytes > MOST_BYTES / 2;
        } finally {
            lock.unlock();
        }
    }

    void storeAway(boolean away) {
        lock.lock();
        try {
            storeAway = away;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for lines and gives as many as make a batch, which stay here; none when the queue is closed and empty. */
    Batch next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (!spool.isEmpty()) {
                    List<SplitLine> next = fromDisk();
                    if (!next.isEmpty()) {
                        return new Batch(sequence, next);
                    }
                    continue;
                }
                List<SplitLine> next = fromMemory();
                if (!next.isEmpty() || closed) {
                    return new Batch(sequence, next);
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private List<SplitLine> fromMemory() {
        List<SplitLine> batch = new ArrayList<>();
        int size = 0;
        Iterator<SplitLine> each = lines.iterator();
        while (each.hasNext() && batch.size() < MOST_BATCH_LINES && size < MOST_BATCH_BYTES) {
            SplitLine line = each.next();
            size += line.size();
            batch.add(line);
        }
        return batch.isEmpty() && closing != null ? List.of(closing) : batch;
    }

    private List<SplitLine> fromDisk() {
        try {
            return spool.peek(MOST_BATCH_LINES, MOST_BATCH_BYTES);
        } catch (IOException unreadable) {
            lose(spool.lines(), unreadable);
            return List.of();
        }
    }

    /** The store marks what is missing by the number of the line that comes next. */
    private void lose(long count, IOException unreadable) {
        log.error("{} lines of a log that were kept on disk cannot be read: {}", count, unreadable.toString());
        sequence += count;
        spool.clear();
        changed.signalAll();
    }

    /** The lines are stored, or left out. */
    void passed(Batch batch) {
        lock.lock();
        try {
            if (batch.lines().getFirst().equals(closing)) {
                closing = null;
                sequence++;
            } else {
                remove(batch.lines().size());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void remove(int count) {
        if (spool.isEmpty()) {
            for (int removed = 0; removed < count; removed++) {
                bytes -= lines.remove().size();
            }
            sequence += count;
            return;
        }
        long left = spool.lines() - count;
        sequence += count;
        try {
            spool.pass(count);
        } catch (IOException unreadable) {
            lose(left, unreadable);
        }
    }
}
