package io.dwr.executor.journal;

import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known on disk of an attempt.
 *
 * @param containerId null when no container was made
 * @param stop how this system ends its container; null when it does not
 * @param outcome null until it ended
 * @param refused whether it may never be created or started any more
 */
public record JournalEntry(
        HeldAttempt attempt,
        @Nullable String containerId,
        @Nullable Stop stop,
        @Nullable Outcome outcome,
        boolean refused) {
    /**
     * An end that this system brings about.
     *
     * @param cause why, in the word of who does it
     * @param at when the engine was about to be told
     */
    public record Stop(String cause, Instant at) {}

    static JournalEntry fresh(HeldAttempt attempt) {
        return new JournalEntry(attempt, null, null, null, false);
    }

    JournalEntry withContainer(String id) {
        return new JournalEntry(attempt, id, stop, outcome, refused);
    }

    /** The first stands. */
    JournalEntry withStop(Stop next) {
        return new JournalEntry(attempt, containerId, stop == null ? next : stop, outcome, refused);
    }

    JournalEntry withOutcome(Outcome ended) {
        return new JournalEntry(attempt, containerId, stop, ended, refused);
    }

    JournalEntry withRefusal() {
        return new JournalEntry(attempt, containerId, stop, outcome, true);
    }
}
