package io.dwr.model.placement;

import org.jspecify.annotations.Nullable;

/**
 * What the ledger answers to a job that leaves the waiting line.
 *
 * @param placed not null when a grant came first: the attempt holds this reservation
 */
public record Withdrawal(@Nullable Reservation placed) {
    public static final Withdrawal LEFT = new Withdrawal(null);
}
