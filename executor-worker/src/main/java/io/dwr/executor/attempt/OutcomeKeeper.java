package io.dwr.executor.attempt;

import io.dwr.executor.identity.ExecutorProfile;
import io.dwr.executor.journal.Journal;
import io.dwr.executor.journal.JournalEntry;
import io.dwr.executor.journal.JournalException;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.redis.ledger.ExecutorLedger;
import io.dwr.redis.ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps how an attempt ended in two places before its container is removed: on disk for the next process, and in the
 * ledger for a workflow that this executor's answer does not reach in time.
 */
final class OutcomeKeeper {
    private static final Logger log = LoggerFactory.getLogger(OutcomeKeeper.class);

    private final Journal journal;
    private final ExecutorLedger ledger;
    private final ExecutorProfile profile;

    OutcomeKeeper(AttemptTools tools) {
        this.journal = tools.journal();
        this.ledger = tools.ledger();
        this.profile = tools.profile();
    }

    /** Neither a full disk nor a ledger that is away leaves a container behind. */
    void keep(HeldAttempt attempt, Outcome outcome) {
        try {
            journal.ended(attempt, outcome);
        } catch (JournalException unwritable) {
            log.error("the outcome of {} is not on disk: {}", attempt, unwritable.getMessage());
        }
        try {
            tell(attempt, outcome);
        } catch (LedgerUnavailableException away) {
            log.debug("the outcome of {} is not in the ledger", attempt, away);
        } catch (RuntimeException fault) {
            log.warn("the outcome of {} is not in the ledger", attempt, fault);
        }
    }

    /**
     * Tells the ledger again, if anything is known.
     *
     * @throws LedgerUnavailableException when it is to be told later
     */
    void tellAgain(HeldAttempt attempt) {
        journal.find(attempt).map(JournalEntry::outcome).ifPresent(outcome -> tell(attempt, outcome));
    }

    /** That it was stopped because nobody wanted it any more is no end of its own. */
    private void tell(HeldAttempt attempt, Outcome outcome) {
        if (outcome.reason() != StatusReason.EXECUTOR_LOST) {
            ledger.tellOutcome(attempt.jobId(), attempt.attempt(), profile.id(), outcome);
        }
    }
}
