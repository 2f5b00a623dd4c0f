package io.dwr.workflow;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Supersession;
import io.dwr.model.placement.Withdrawal;
import io.temporal.activity.ActivityInterface;
import java.time.Duration;
import java.util.Set;

/**
 * What the workflow asks of the ledger. Run as local activities: short, at least once, and idempotent by job and
 * attempt. A ledger out of reach is a retryable failure.
 */
@ActivityInterface(namePrefix = "Ledger")
public interface LedgerActivities {
    /** Reserves room for an attempt, or puts the job in the waiting line. */
    Placement reserve(ReserveRequest request);

    /**
     * Leaves the waiting line.
     *
     * @param wish as it was reserved for
     * @param queue the job's, whose quota may have stood in the way
     */
    Withdrawal withdraw(ReserveRequest wish, String queue);

    /**
     * Ends an attempt after which the job goes on: frees its reservation and keeps its record.
     *
     * @param attempt its outcome says why; the job is pending again with that cause
     */
    void endAttempt(JobId jobId, AttemptRecord attempt);

    /**
     * Declares an attempt over whose executor is out of reach. Frees nothing before its container is gone.
     *
     * @param attempt what is known of it; its outcome holds the cause
     * @param unheard for how long Temporal has certainly not heard of it
     * @return gone when its container is gone for certain: then its room is free, and the attempt ended as the ledger was
     *     told, or the next one may go. Otherwise the signal {@link JobWorkflow#gone} comes, and asking again gives the
     *     present answer
     */
    Supersession supersede(JobId jobId, AttemptRecord attempt, Duration unheard);

    /** Writes the final record and frees what {@code attempt} holds. */
    void finish(int attempt, FinalRecord record);

    /**
     * A wish for room.
     *
     * @param avoided executors on which an attempt failed: not chosen while another could ever hold the job
     */
    record ReserveRequest(JobId jobId, int attempt, Rank rank, Requirements requirements, Set<String> avoided) {}
}
