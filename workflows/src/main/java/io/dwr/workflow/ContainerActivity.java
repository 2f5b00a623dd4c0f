package io.dwr.workflow;

import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.temporal.activity.ActivityInterface;

/** What an executor does for one attempt. Served on the task queue of that executor alone. */
@ActivityInterface(namePrefix = "Container")
public interface ContainerActivity {
    /**
     * Pulls, creates, starts, follows the log, waits, removes. On cancellation stops the container first. A repeated
     * delivery joins what an earlier one began.
     *
     * @return how it ended; given only once the container is gone for certain, also after a cancellation
     */
    Outcome run(RunRequest request);

    /**
     * One attempt.
     *
     * @param labels the job's own, for the container
     * @param timeoutSeconds most seconds that the container runs, 0 = no limit
     * @param gracePeriodSeconds between SIGTERM and SIGKILL
     */
    record RunRequest(
            JobId jobId,
            int attempt,
            ContainerSpec container,
            Requirements requirements,
            Reservation reservation,
            java.util.Map<String, String> labels,
            long timeoutSeconds,
            int gracePeriodSeconds) {}
}
