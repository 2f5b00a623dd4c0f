package io.dwr.executor.report;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one thing again and again on a thread of its own until it is closed; a fault is said and does not end it. */
public final class Rhythm implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rhythm.class);

    private final Thread thread;
    private volatile long lastEnd = System.nanoTime();

    public Rhythm(String name, Duration interval, Beat beat) {
        thread = Thread.ofVirtual().name(name).start(() -> run(name, interval, beat));
    }

    private void run(String name, Duration interval, Beat beat) {
        try {
            while (true) {
                try {
                    beat.once();
                } catch (RuntimeException | Error fault) {
                    log.error("{} failed; it is tried again in {} ms", name, interval.toMillis(), fault);
                }
                lastEnd = System.nanoTime();
                Thread.sleep(interval);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it came to an end, or began, within that time: false when it is stuck. */
    public boolean beatWithin(Duration time) {
        return System.nanoTime() - lastEnd <= time.toNanos();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    /** What is done. */
    public interface Beat {
        void once() throws InterruptedException;
    }
}
