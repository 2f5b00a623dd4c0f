package io.dwr.workflow;

import io.dwr.model.job.FinalRecord;
import io.dwr.model.placement.Grant;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/** One submitted job, from its first wish for room to its final status. Workflow id: {@code job-<job id>}. */
@WorkflowInterface
public interface JobWorkflow {
    /** The task queue of job workflows and their local activities. */
    String TASK_QUEUE = "dwr-jobs";

    /**
     * Runs the job to its end.
     *
     * @return the final record of a job that succeeded; any other end fails the workflow with an application failure
     *     whose type is the code of the status reason and whose detail is the final record
     */
    @WorkflowMethod
    FinalRecord run(JobInput input);

    /**
     * Stops the job in whatever phase it is. Repeating it changes nothing.
     *
     * @param reason a person's words, or null
     */
    @SignalMethod
    void abort(@Nullable String reason);

    /** The ledger gave a waiting attempt its reservation. A grant for another attempt is ignored. */
    @SignalMethod
    void granted(Grant grant);

    /** The container of a superseded attempt is gone for certain. */
    @SignalMethod
    void gone(int attempt);

    /**
     * Ends an attempt on an executor that is taken out of service; the job goes on elsewhere with the next one. Ignored
     * unless it is the present attempt. Repeating it changes nothing.
     *
     * @param reason a sentence for the attempt's record
     */
    @SignalMethod
    void move(int attempt, String reason);

    /** Where the job stands. Answered at any time, and changes nothing. */
    @QueryMethod
    Standing standing();
}
