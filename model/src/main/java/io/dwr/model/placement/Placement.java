package io.dwr.model.placement;

import org.jspecify.annotations.Nullable;

/**
 * What the ledger answers to a wish for a reservation.
 *
 * @param reservation of a placed attempt, else null
 * @param verdict why a waiting attempt waits; null for a job that joined equal ones already waiting
 * @param quota how the quota of its queue keeps a waiting attempt from being searched for, a sentence; else null
 */
public record Placement(
        Kind kind,
        @Nullable Reservation reservation,
        @Nullable Verdict verdict,
        @Nullable String quota) {
    /** The three answers. */
    public enum Kind {
        /** The attempt holds {@code reservation}; also when it held it before. */
        PLACED,
        /** Nothing fits: the job stands in the waiting line and will be granted. */
        WAITING,
        /** The attempt is over or older than the job's present one. */
        STALE
    }

    public static Placement placed(Reservation reservation) {
        return new Placement(Kind.PLACED, reservation, null, null);
    }

    public static Placement waiting(@Nullable Verdict verdict) {
        return new Placement(Kind.WAITING, null, verdict, null);
    }

    /** Waits for its queue's quota, wherever there is room. */
    public static Placement heldUp(String quota) {
        return new Placement(Kind.WAITING, null, null, quota);
    }

    public static Placement stale() {
        return new Placement(Kind.STALE, null, null, null);
    }
}
