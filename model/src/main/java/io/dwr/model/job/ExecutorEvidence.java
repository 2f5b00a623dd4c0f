package io.dwr.model.job;

import java.util.Locale;

/** What the end of an attempt says about its executor. */
public enum ExecutorEvidence {
    /** A program ran there, whatever it ended with. */
    SOUND,
    /** The machine, its engine or its worker failed. */
    FAULTY,
    /** The machine lacks what the next job needs, too: one such end is enough to set it aside. */
    UNFIT,
    /** Nothing: the request, the registry or a person was the cause. */
    NONE;

    /** The word in Redis: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
