package io.dwr.redis.ledger;

import io.dwr.model.queue.QueueLimits;
import io.dwr.model.queue.QueueView;
import java.util.List;
import java.util.Map;

/**
 * What the jobs of each queue have and may have. Every job counts for its queue, and quotas hold from the moment on when
 * they are set; nothing that runs is ended by one. Throws {@link LedgerUnavailableException} when Redis does not answer.
 */
public interface Queues {
    /** Queues that a quota names or that have jobs, by name. */
    List<QueueView> all();

    /** The queue as it stands: empty when no quota names it and it has no jobs. */
    QueueView find(String name);

    /** Lets these quotas hold, whatever held before; grants to those who wait. */
    void setQuotas(Map<String, QueueLimits> quotas);

    /**
     * Lets these quotas hold if the ledger was told none, as after it was emptied.
     *
     * @return false when other quotas hold: they stay
     */
    boolean keepQuotas(Map<String, QueueLimits> quotas);
}
