package io.dwr.executor;

import io.dwr.model.job.Outcome;
import io.dwr.workflow.ContainerActivity;
import io.dwr.workflow.ContainerActivity.RunRequest;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** With the options of the job workflow, and much time for an executor that starts again. */
public final class RunWorkflowImpl implements RunWorkflow {
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration START = Duration.ofSeconds(60);

    private boolean aborted;

    @Override
    public Outcome run(String taskQueue, RunRequest request) {
        ContainerActivity activity = Workflow.newActivityStub(
                ContainerActivity.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(taskQueue)
                        .setStartToCloseTimeout(Duration.ofDays(1))
                        .setHeartbeatTimeout(SILENCE)
                        .setScheduleToStartTimeout(START)
                        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .build());
        AtomicReference<Outcome> outcome = new AtomicReference<>();
        CancellationScope scope = Workflow.newCancellationScope(() -> outcome.set(activity.run(request)));
        Promise<Void> run = Async.procedure(scope::run);
        Workflow.await(() -> aborted || run.isCompleted());
        scope.cancel();
        run.get();
        return outcome.get();
    }

    @Override
    public void abort() {
        aborted = true;
    }
}
