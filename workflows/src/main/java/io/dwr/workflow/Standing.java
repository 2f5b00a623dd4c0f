package io.dwr.workflow;

import io.dwr.model.placement.Reservation;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an open job stands, as its workflow knows it: enough to tell an emptied ledger again.
 *
 * @param input what the job was started from
 * @param attempt number of the present or last attempt
 * @param reservation of {@link Phase#HOLDING}, else null
 * @param avoided executors on which an attempt failed
 */
public record Standing(
        JobInput input, Phase phase, int attempt, @Nullable Reservation reservation, Set<String> avoided) {
    public Standing {
        avoided = Set.copyOf(avoided);
    }

    /** What the present attempt has of the ledger. */
    public enum Phase {
        /** Nothing: the attempt is over and its container is gone. */
        IDLE,
        /** Nothing yet: it asks for room and has no answer. */
        ASKING,
        /** A place in the waiting line. */
        WAITING,
        /** A reservation. Its container may run. */
        HOLDING
    }
}
