package io.dwr.model.placement;

/**
 * Amounts of what one machine has. Integers only, so that sums never drift.
 *
 * @param milliCpus thousandths of a core
 * @param memoryBytes exact bytes; the ledger counts {@link #memoryMib()}
 */
public record Resources(long milliCpus, long memoryBytes) {
    private static final long MIB = 1024L * 1024;

    public Resources {
        if (milliCpus < 0 || memoryBytes < 0) {
            throw new IllegalArgumentException("amounts are never negative");
        }
    }

    /** MiB, rounded up: what the ledger reserves. */
    public long memoryMib() {
        return Math.ceilDiv(memoryBytes, MIB);
    }
}
