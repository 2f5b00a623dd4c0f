package io.dwr.executor.report;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When where attempts stand is told again: after the ledger turned out to have lost this executor, at pauses that double,
 * since the jobs' records come back into it in their own time.
 */
final class Retelling {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final LongSupplier nanos;
    private Duration pause = LONGEST_PAUSE.plus(FIRST_PAUSE);
    private long next;

    /**
     * @param nanos a clock as {@link System#nanoTime}
     */
    Retelling(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The ledger did not know this executor. */
    void begin() {
        pause = FIRST_PAUSE;
        next = nanos.getAsLong();
    }

    /** Whether to tell now; true once for each time. */
    boolean isDue() {
        if (pause.compareTo(LONGEST_PAUSE) > 0 || nanos.getAsLong() - next < 0) {
            return false;
        }
        next += pause.toNanos();
        pause = pause.multipliedBy(2);
        return true;
    }
}
