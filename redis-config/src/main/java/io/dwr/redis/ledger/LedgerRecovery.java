package io.dwr.redis.ledger;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import java.util.Optional;
import java.util.Set;

/**
 * The ledger told again. One that was emptied, or whose Redis was restarted and may lack its newest second, closes
 * itself: {@link Ledger#reserve} is refused and nobody is granted anything until it was told what open jobs hold and
 * is reopened. An executor gets nothing before it has reported again what it runs. Each method may be repeated, and
 * throws {@link LedgerUnavailableException} when Redis does not answer.
 */
public interface LedgerRecovery {
    /** The mark of the present closing; empty when the ledger is open. */
    Optional<String> closed();

    /**
     * Writes down what the job's present attempt was given, and searches nothing. No effect when the ledger knows of a
     * newer attempt or of the end of this one; what it still has of an older one is freed.
     *
     * @return whether the attempt holds that reservation now
     */
    boolean adopt(JobId jobId, int attempt, Reservation reservation, Requirements requirements);

    /**
     * Puts the job's present attempt back in the waiting line, and searches nothing. No effect when the ledger knows
     * better, as for {@link #adopt}.
     */
    void rejoin(JobId jobId, int attempt, Rank rank, Requirements requirements, Set<String> avoided);

    /**
     * The job holds nothing, and its attempts up to that one are over: what the ledger still has of them is freed. No effect
     * once the ledger is open.
     *
     * @param mark of the closing in which the workflow was asked
     */
    void settle(JobId jobId, int newestOver, String mark);

    /**
     * Opens the ledger, and grants to those who wait.
     *
     * @param mark of the closing that was recovered from
     * @return false when the ledger was closed again since: then everything is to be told once more
     */
    boolean reopen(String mark);
}
