package io.dwr.workflow;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobSpec;
import io.dwr.model.placement.Rank;

/**
 * Everything that a job's workflow starts from: enough to run the job again from nothing.
 *
 * @param lostAfterSeconds time out of contact after which an executor counts as lost
 */
public record JobInput(JobId jobId, JobSpec spec, Rank rank, int lostAfterSeconds) {}
