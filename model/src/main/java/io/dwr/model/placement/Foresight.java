package io.dwr.model.placement;

import org.jspecify.annotations.Nullable;

/**
 * What would come of a job that was submitted now.
 *
 * @param placed where it would run; null when it would wait
 * @param verdict why it would wait; null when it would not
 * @param position where it would stand in the waiting line, 1 = next; 0 when it would not wait
 */
public record Foresight(
        @Nullable Reservation placed, @Nullable Verdict verdict, long position) {
    public static Foresight placed(Reservation reservation) {
        return new Foresight(reservation, null, 0);
    }

    public static Foresight waiting(Verdict verdict, long position) {
        return new Foresight(null, verdict, position);
    }
}
