package io.dwr.model.placement;

import io.dwr.model.job.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger answers of an attempt whose executor is out of reach.
 *
 * @param gone whether its container is gone for certain; then its room is free
 * @param outcome how it ended by itself, as its executor told the ledger; null while it is not gone, and when nobody knows
 */
public record Supersession(boolean gone, @Nullable Outcome outcome) {
    /** One of which nobody knows how it ended. */
    public static Supersession of(boolean gone) {
        return new Supersession(gone, null);
    }
}
