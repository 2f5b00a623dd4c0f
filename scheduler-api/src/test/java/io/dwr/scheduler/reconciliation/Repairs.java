package io.dwr.scheduler.reconciliation;

import io.dwr.scheduler.LedgerStory;
import java.time.Clock;

/** Makes the repair of a story. */
public final class Repairs {
    private Repairs() {}

    public static JobRepair of(LedgerStory story) {
        return new JobRepair(
                story.stores.jobStore(),
                story.stores.ledger(),
                story.workflows,
                story.repairs,
                Clock.systemUTC(),
                story.settings);
    }
}
