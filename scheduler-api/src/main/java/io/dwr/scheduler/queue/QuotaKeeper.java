package io.dwr.scheduler.queue;

import io.dwr.redis.ledger.Queues;
import io.dwr.scheduler.settings.SchedulerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sees to it that the operator's quotas hold: those of the scheduler that started last. A ledger that was emptied is told
 * again.
 */
@Component
public final class QuotaKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(QuotaKeeper.class);

    private final Queues queues;
    private final SchedulerSettings settings;
    private boolean announced;
    private boolean othersHold;

    public QuotaKeeper(Queues queues, SchedulerSettings settings) {
        this.queues = queues;
        this.settings = settings;
    }

    /** Lets this scheduler's quotas hold from now on. */
    public void announce() {
        queues.setQuotas(settings.quotas());
    }

    /** The first round announces, later ones look whether it is still so. */
    void round() {
        if (!announced) {
            announce();
            announced = true;
            return;
        }
        boolean held = othersHold;
        othersHold = !queues.keepQuotas(settings.quotas());
        if (othersHold && !held) {
            LOG.warn(
                    "the ledger has other quotas than QUEUE_QUOTAS of this scheduler: those of a scheduler that started"
                            + " later. They hold; give all schedulers the same QUEUE_QUOTAS and restart this one");
        }
    }
}
