package io.dwr.scheduler.workflow;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.placement.Grant;
import io.dwr.workflow.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The workflows of jobs, as the rest of the scheduler sees them. Every method may be repeated, and throws
 * {@link WorkflowsUnavailableException} when Temporal does not answer within seconds.
 */
public interface JobWorkflows {
    /** Starts the workflow of a stored job, unless it was started before. */
    Start start(JobRecord job);

    /**
     * Asks the job to stop.
     *
     * @return false when no open workflow of the job exists
     */
    boolean abort(JobId jobId, @Nullable String reason);

    /**
     * Tells the job what the ledger gave it.
     *
     * @return false when no open workflow of the job exists
     */
    boolean granted(Grant grant);

    /**
     * Tells the job that the container of a superseded attempt is gone.
     *
     * @return false when no open workflow of the job exists
     */
    boolean gone(JobId jobId, int attempt);

    /**
     * Tells the job to go on elsewhere with its next attempt.
     *
     * @param reason a sentence for the attempt's record
     * @return false when no open workflow of the job exists
     */
    boolean move(JobId jobId, int attempt, String reason);

    /** What Temporal itself says of the job's workflow, not a list that may lag behind. */
    WorkflowState state(JobId jobId);

    /**
     * Where the job stands, as its workflow says.
     *
     * @return empty when no open workflow of the job exists
     * @throws StandingUnknownException when this workflow alone does not answer
     */
    Optional<Standing> standing(JobId jobId);

    /** Jobs with an open workflow, by a list that may lag behind by seconds. */
    List<JobId> open();

    /** Whether Temporal answers just now; never throws. */
    boolean answers();

    /**
     * Jobs whose workflow was ended from outside lately, by a list that may lag behind: suspects only.
     *
     * @param period how far to look back
     */
    List<JobId> brokenLately(Duration period);

    /** What came of a start. */
    enum Start {
        /** Its workflow is at work, by this start or an earlier one. */
        RUNNING,
        /** Its workflow ran and ended. */
        ENDED
    }
}
