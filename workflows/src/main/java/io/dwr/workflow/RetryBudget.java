package io.dwr.workflow;

import io.dwr.model.job.StatusReason;
import java.time.Duration;

/**
 * How often a job may be tried again: the user's own failures by {@code max_retries}, failures of machines by a budget
 * of their own, so that neither uses up the other. Being moved by an operator uses up nothing.
 */
final class RetryBudget {
    private static final int INFRASTRUCTURE_ATTEMPTS = 10;
    private static final long LONGEST_DELAY_SECONDS = 60;

    /** A name that several machines cannot resolve is wrong. */
    private static final int REGISTRY_SEARCHES = 3;

    private int userRetriesLeft;
    private int infrastructureFailures;
    private int registrySearches;

    RetryBudget(int maxRetries) {
        this.userRetriesLeft = maxRetries;
    }

    /** Whether one more attempt may follow; takes it from the budget. */
    boolean allowsAnotherAfter(StatusReason reason) {
        if (!wouldAllowAnotherAfter(reason)) {
            return false;
        }
        switch (reason.failureClass()) {
            case USER -> userRetriesLeft--;
            case INFRASTRUCTURE -> {
                infrastructureFailures++;
                registrySearches += reason == StatusReason.REGISTRY_NOT_FOUND ? 1 : 0;
            }
            case MOVED -> {
                // On no budget.
            }
            case NONE, PERMANENT, STOPPED -> throw new IllegalStateException(reason + " is never tried again");
        }
        return true;
    }

    /** Whether one more attempt could follow; takes nothing. */
    boolean wouldAllowAnotherAfter(StatusReason reason) {
        return switch (reason.failureClass()) {
            case USER -> userRetriesLeft > 0;
            case INFRASTRUCTURE ->
                infrastructureFailures + 1 < INFRASTRUCTURE_ATTEMPTS
                        && (reason != StatusReason.REGISTRY_NOT_FOUND || registrySearches + 1 < REGISTRY_SEARCHES);
            case MOVED -> true;
            case NONE, PERMANENT, STOPPED -> false;
        };
    }

    /** Pause before the next attempt after a failure of a machine: 1, 2, 4, … 60 s. */
    Duration infrastructureDelay() {
        long seconds = 1L << Math.clamp(infrastructureFailures - 1, 0, 10);
        return Duration.ofSeconds(Math.min(seconds, LONGEST_DELAY_SECONDS));
    }
}
