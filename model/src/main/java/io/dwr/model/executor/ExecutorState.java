package io.dwr.model.executor;

import java.util.Locale;

/** Whether an executor is given jobs. */
public enum ExecutorState {
    /** In contact, and takes jobs. */
    READY,
    /** By an operator's wish: what runs goes on, nothing new comes. */
    CORDONED,
    /** By an operator's wish: nothing new comes, and what still runs at the deadline is moved elsewhere. */
    DRAINING,
    /** Attempts failed by its own fault, or it says itself that it is in trouble: nothing new comes for a time. */
    SET_ASIDE,
    /** Out of contact for {@code lost_after}, and jobs still hold room there. */
    LOST,
    /** Out of contact for {@code lost_after}, and nothing is held there: it may be removed. */
    GONE;

    /** Whether its process was heard of within {@code lost_after}. */
    public boolean isInContact() {
        return this != LOST && this != GONE;
    }

    /** The word in JSON, Redis and the command line: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ExecutorState ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
