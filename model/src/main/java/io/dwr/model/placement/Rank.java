package io.dwr.model.placement;

/**
 * A job's place in the waiting line: higher priority first, then earlier submission, then the smaller job id.
 *
 * @param priority 0-100
 * @param submittedAtMillis milliseconds since 1970
 */
public record Rank(int priority, long submittedAtMillis) {
    private static final long PRIORITY_STEP = 10_000_000_000_000L;
    private static final int HIGHEST_PRIORITY = 100;

    /** One number, smaller first: exact in a double, so it can be the score of a sorted set. */
    public long score() {
        return (HIGHEST_PRIORITY - priority) * PRIORITY_STEP + submittedAtMillis;
    }
}
