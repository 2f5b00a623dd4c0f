package io.dwr.model.executor;

import io.dwr.model.job.JobId;

/** An attempt that an executor has at hand: its container exists or is about to. */
public record HeldAttempt(JobId jobId, int attempt) {
    /** For a person. */
    @Override
    public String toString() {
        return "attempt " + attempt + " of job " + jobId;
    }
}
