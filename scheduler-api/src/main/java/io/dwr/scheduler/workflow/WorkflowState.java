package io.dwr.scheduler.workflow;

import io.dwr.model.job.FinalRecord;

/** How the workflow of a job stands. */
public sealed interface WorkflowState {
    /** Temporal knows no such workflow. */
    record Missing() implements WorkflowState {}

    /**
     * It is at work.
     *
     * @param runsAttempt whether an executor has an attempt of it, or is to take one up
     */
    record Open(boolean runsAttempt) implements WorkflowState {}

    /** It came to its own end and left this record. */
    record Ended(FinalRecord end) implements WorkflowState {}

    /**
     * It was ended from outside, or failed without a record: its container may still run.
     *
     * @param how a few words for a person
     */
    record Broken(String how) implements WorkflowState {}
}
