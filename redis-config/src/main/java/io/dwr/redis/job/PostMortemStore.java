package io.dwr.redis.job;

import io.dwr.model.job.JobId;
import io.dwr.model.job.PostMortem;
import java.util.Optional;

/**
 * What is left of failed attempts, beside the job's record and as long as it. Throws
 * {@link io.dwr.redis.ledger.LedgerUnavailableException} when Redis does not answer or has no memory for it.
 */
public interface PostMortemStore {
    /** Most attempts of a job of which one is kept: the newest. */
    int MOST = 20;

    /**
     * Keeps what is left of the job's present attempt; a later call for the same attempt replaces it.
     *
     * @return false when the attempt is not the job's present one any more, or there is no record of the job
     */
    boolean keep(JobId jobId, PostMortem postMortem);

    Optional<PostMortem> find(JobId jobId, int attempt);
}
