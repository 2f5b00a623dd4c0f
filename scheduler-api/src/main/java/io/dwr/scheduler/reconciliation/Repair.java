package io.dwr.scheduler.reconciliation;

import java.util.Locale;

/** What can be mended. */
public enum Repair {
    /** A stored job had no workflow: it was started. */
    STARTED,
    /** A workflow had ended and its record did not say so. */
    SETTLED,
    /** A workflow was ended from outside: nothing of its job is left. */
    CLEARED_UP,
    /** A workflow waited for a grant and stood in no line. */
    PUT_BACK,
    /** A reservation had no live workflow. */
    FREED,
    /** A closed ledger was told of an open workflow. */
    RETOLD;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
