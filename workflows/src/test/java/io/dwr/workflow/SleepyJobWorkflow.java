package io.dwr.workflow;

import io.dwr.model.job.FinalRecord;
import io.dwr.model.placement.Grant;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;

/** The job workflow with one more step at its beginning: no history of before fits it. */
public final class SleepyJobWorkflow implements JobWorkflow {
    private final JobWorkflowImpl job;

    @WorkflowInit
    public SleepyJobWorkflow(JobInput input) {
        job = new JobWorkflowImpl(input);
    }

    @Override
    public FinalRecord run(JobInput input) {
        Workflow.sleep(Duration.ofSeconds(1));
        return job.run(input);
    }

    @Override
    public void abort(String reason) {
        job.abort(reason);
    }

    @Override
    public void granted(Grant grant) {
        job.granted(grant);
    }

    @Override
    public void gone(int attempt) {
        job.gone(attempt);
    }

    @Override
    public void move(int attempt, String reason) {
        job.move(attempt, reason);
    }

    @Override
    public Standing standing() {
        return job.standing();
    }
}
