package io.dwr.executor.journal;

import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What is known on disk of an attempt.
 *
 * @param containerId null when no container was made
 * @param outcome null until it ended
 * @param refused whether it may never be created or started any more
 */
public record JournalEntry(
        HeldAttempt attempt,
        @Nullable String containerId,
        @Nullable Outcome outcome,
        boolean refused) {
    static JournalEntry fresh(HeldAttempt attempt) {
        return new JournalEntry(attempt, null, null, false);
    }

    JournalEntry withContainer(String id) {
        return new JournalEntry(attempt, id, outcome, refused);
    }

    JournalEntry withOutcome(Outcome ended) {
        return new JournalEntry(attempt, containerId, ended, refused);
    }

    JournalEntry withRefusal() {
        return new JournalEntry(attempt, containerId, outcome, true);
    }
}
