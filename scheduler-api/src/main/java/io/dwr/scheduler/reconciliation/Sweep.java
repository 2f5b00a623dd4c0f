package io.dwr.scheduler.reconciliation;

import io.dwr.redis.ledger.Ledger;
import io.dwr.scheduler.settings.SchedulerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The sweep of the ledger; what it says of executors goes into the log. */
@Component
public final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private final Ledger ledger;
    private final SchedulerSettings settings;

    Sweep(Ledger ledger, SchedulerSettings settings) {
        this.ledger = ledger;
        this.settings = settings;
    }

    /** Safe to run by several at once. */
    public void run() {
        ledger.sweep(settings.lostAfter()).forEach(LOG::warn);
    }
}
