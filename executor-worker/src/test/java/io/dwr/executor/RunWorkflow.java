package io.dwr.executor;

import io.dwr.model.job.Outcome;
import io.dwr.workflow.ContainerActivity.RunRequest;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Runs one attempt and nothing else. */
@WorkflowInterface
public interface RunWorkflow {
    @WorkflowMethod
    Outcome run(String taskQueue, RunRequest request);

    /** Cancels the attempt, not the workflow. */
    @SignalMethod
    void abort();
}
