package io.dwr.workflow;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Reservation;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs one attempt on its executor, to an end that is certain: the executor says that the container is gone, or the
 * ledger says that it cannot exist any more.
 */
final class AttemptRunner {
    // The container's own limit is kept by the executor; without a limit Temporal still asks for a number.
    private static final Duration LONGER_THAN_ANY_JOB = Duration.ofDays(3650);
    private static final Duration REDELIVERY_DELAY = Duration.ofSeconds(1);

    private final JobInput input;
    private final DurableLedger ledger;
    private final BooleanSupplier abortRequested;
    private final IntPredicate gone;

    AttemptRunner(JobInput input, DurableLedger ledger, BooleanSupplier abortRequested, IntPredicate gone) {
        this.input = input;
        this.ledger = ledger;
        this.abortRequested = abortRequested;
        this.gone = gone;
    }

    /**
     * How the attempt ended.
     *
     * @param released whether the ledger has freed its reservation already
     */
    record Ended(Outcome outcome, boolean released) {}

    Ended run(int attempt, Reservation reservation) {
        Details.running(attempt, reservation);
        try {
            return new Ended(outcomeFromExecutor(attempt, reservation), false);
        } catch (ActivityFailure noAnswer) {
            Outcome lost = lost(reservation, noAnswer);
            awaitGone(new AttemptRecord(attempt, reservation, lost));
            return new Ended(lost, true);
        }
    }

    private Outcome outcomeFromExecutor(int attempt, Reservation reservation) {
        ContainerActivity executor = Workflow.newActivityStub(ContainerActivity.class, options(attempt, reservation));
        ActivityCall call = new ActivityCall();
        CancellationScope scope = Workflow.newCancellationScope(
                () -> call.result = Async.function(executor::run, request(attempt, reservation)));
        scope.run();
        Promise<Outcome> result = call.result();
        Workflow.await(() -> result.isCompleted() || abortRequested.getAsBoolean());
        if (!result.isCompleted()) {
            Details.stopping(attempt, reservation);
            scope.cancel();
        }
        return result.get();
    }

    /** Only the ledger knows when an executor that does not answer cannot run the container any more. */
    private void awaitGone(AttemptRecord attempt) {
        Details.lost(attempt);
        Duration askAgain = Duration.ofSeconds(input.lostAfterSeconds());
        while (!ledger.supersede(input.jobId(), attempt)) {
            Workflow.await(askAgain, () -> gone.test(attempt.number()));
        }
    }

    private ContainerActivity.RunRequest request(int attempt, Reservation reservation) {
        return new ContainerActivity.RunRequest(
                input.jobId(),
                attempt,
                input.spec().container(),
                input.spec().requirements(),
                reservation,
                input.spec().labels(),
                input.spec().policy().timeoutSeconds(),
                input.spec().policy().gracePeriodSeconds());
    }

    private ActivityOptions options(int attempt, Reservation reservation) {
        Duration silence = Duration.ofMillis(input.lostAfterSeconds() * 1000L / 2);
        return ActivityOptions.newBuilder()
                .setTaskQueue(new ExecutorId(reservation.executorId()).taskQueue())
                .setScheduleToStartTimeout(silence)
                .setHeartbeatTimeout(silence)
                .setStartToCloseTimeout(LONGER_THAN_ANY_JOB)
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .setRetryOptions(RetryOptions.newBuilder()
                        .setInitialInterval(REDELIVERY_DELAY)
                        .setBackoffCoefficient(1)
                        .build())
                .setSummary("attempt " + attempt + " on " + reservation.executorId())
                .build();
    }

    private static Outcome lost(Reservation reservation, ActivityFailure failure) {
        String cause = failure.getCause() instanceof TimeoutFailure timeout
                ? "did not answer in time (" + timeout.getTimeoutType().name() + ")"
                : "gave no outcome";
        return new Outcome(
                StatusReason.EXECUTOR_LOST,
                null,
                "executor " + reservation.executorId() + " " + cause,
                null,
                null,
                Instant.ofEpochMilli(Workflow.currentTimeMillis()));
    }

    private static final class ActivityCall {
        private @Nullable Promise<Outcome> result;

        Promise<Outcome> result() {
            if (result == null) {
                throw new IllegalStateException("the activity was not scheduled");
            }
            return result;
        }
    }
}
