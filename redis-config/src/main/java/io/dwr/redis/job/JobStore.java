package io.dwr.redis.job;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Records of jobs, and the lists of them by status and time. Status, stage and attempt are written by the ledger's
 * functions only. Throws {@link io.dwr.redis.ledger.LedgerUnavailableException} when Redis does not answer.
 */
public interface JobStore {
    /**
     * Stores a new pending job, unless its idempotency key is known: one atomic step.
     *
     * @throws QueueFullException when its queue may have no more pending jobs
     */
    Creation create(JobId jobId, JobSpec spec, Instant createdAt, @Nullable Idempotency idempotency);

    /** Stores a job that was accepted before as pending, unless its record is there: whatever its queue may have. */
    void restore(JobId jobId, JobSpec spec, Instant createdAt);

    Optional<JobRecord> find(JobId jobId);

    /**
     * Newest first.
     *
     * @param status null = all
     * @param after the last job of the page before, null = from the newest
     */
    List<JobRecord> list(@Nullable JobStatus status, int limit, @Nullable JobId after);

    Map<JobStatus, Long> counts();

    /** Oldest pending job, if any. */
    Optional<JobRecord> oldestPending();

    /** Pending jobs by size of their request. */
    PendingBySize pendingBySize();

    /** Ids of jobs without a final status, created longer than {@code age} ago, oldest first. */
    List<JobId> unfinished(Duration age, int limit);

    /**
     * A repeatable submission.
     *
     * @param key the user's
     * @param bodyHash of what was submitted
     */
    record Idempotency(String key, String bodyHash) {}

    /** What came of a submission. */
    record Creation(Kind kind, JobId jobId) {
        /** The three answers. */
        public enum Kind {
            CREATED,
            /** The key was used for the same body: {@code jobId} is the job of then. */
            REPLAYED,
            /** The key was used for another body, by {@code jobId}. */
            CONFLICT
        }
    }

    /** Small: at most 2 cores, 4 GiB and no GPU. Medium: at most 8 cores, 32 GiB and 1 GPU. Large: the rest. */
    record PendingBySize(long small, long medium, long large) {}
}
