package io.dwr.model.placement;

import org.jspecify.annotations.Nullable;

/**
 * What the ledger answers to a job that leaves the waiting line.
 *
 * @param placed not null when a grant came first: the attempt holds this reservation
 * @param obstacle what stood in its way to the last, a sentence; null when nobody knows
 */
public record Withdrawal(
        @Nullable Reservation placed, @Nullable String obstacle) {
    public static final Withdrawal LEFT = new Withdrawal(null, null);

    public Withdrawal because(@Nullable String sentence) {
        return new Withdrawal(placed, sentence);
    }
}
