package io.dwr.redis.usage;

import io.dwr.model.job.JobId;
import io.dwr.model.job.Usage;
import io.dwr.model.job.UsageSeries;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the container of a job's last attempt that was sampled uses or used. Lives as long as the job's record. Throws
 * {@link io.dwr.redis.ledger.LedgerUnavailableException} when Redis does not answer.
 */
public interface UsageStore {
    /**
     * Notes it, unless the job has ended or has a newer attempt.
     *
     * @param series null = leave it as it was noted last
     */
    void note(JobId jobId, int attempt, Usage usage, @Nullable UsageSeries series);

    /** Empty when nothing was noted, or no series yet. */
    Optional<Noted> find(JobId jobId);

    /** What was noted last. */
    record Noted(int attempt, Usage usage, UsageSeries series) {}
}
