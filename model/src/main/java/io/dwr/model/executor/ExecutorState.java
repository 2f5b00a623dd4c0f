package io.dwr.model.executor;

import java.util.Locale;

/** Whether an executor is given jobs. */
public enum ExecutorState {
    /** In contact, and takes jobs. */
    READY,
    /** By an operator's wish: what runs goes on, nothing new comes. */
    CORDONED,
    /** By an operator's wish: nothing new comes, and what runs is to leave. */
    DRAINING,
    /** Out of contact for {@code lost_after}. */
    LOST;

    /** The word in JSON, Redis and the command line: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ExecutorState ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
