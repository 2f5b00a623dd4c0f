package io.dwr.executor.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lines between the reader and the shipper of one attempt, bounded in bytes: a full queue holds the reader back. */
final class LineQueue {
    private static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_BATCH_BYTES = 128 * 1024;
    private static final int MOST_BATCH_LINES = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<SplitLine> lines = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /** Can be interrupted only while the queue is full. */
    void put(SplitLine line) throws InterruptedException {
        lock.lock();
        try {
            while (bytes > 0 && bytes + line.size() > MOST_BYTES) {
                changed.await();
            }
            lines.add(line);
            bytes += line.size();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the store, not the container, is what the reader waits for. */
    boolean isFull() {
        lock.lock();
        try {
            return bytes > MOST_BYTES / 2;
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

    /** Waits for lines and takes as many as make a batch; empty when the queue is closed and empty. */
    List<SplitLine> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (lines.isEmpty() && !closed) {
                changed.await();
            }
            List<SplitLine> batch = new ArrayList<>();
            int size = 0;
            while (!lines.isEmpty() && batch.size() < MOST_BATCH_LINES && size < MOST_BATCH_BYTES) {
                SplitLine line = lines.remove();
                size += line.size();
                batch.add(line);
            }
            bytes -= size;
            changed.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }
}
