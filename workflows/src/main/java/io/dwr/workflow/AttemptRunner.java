package io.dwr.workflow;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.SentBy;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Reservation;
import io.dwr.model.placement.Supersession;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
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
    private final Stops stops;
    private final Set<Integer> goneAttempts;

    /**
     * A runner of one job's attempts.
     *
     * @param goneAttempts those whose container was reported gone; a report is taken out once it was acted on
     */
    AttemptRunner(JobInput input, DurableLedger ledger, Stops stops, Set<Integer> goneAttempts) {
        this.input = input;
        this.ledger = ledger;
        this.stops = stops;
        this.goneAttempts = goneAttempts;
    }

    /**
     * How the attempt ended.
     *
     * @param released whether the ledger has freed its reservation already, and keeps this outcome
     */
    record Ended(Outcome outcome, boolean released) {}

    /** Why the attempt is to stop, as far as anybody asked for it. */
    interface Stops {
        boolean abortRequested();

        /** Why the present attempt is to go on elsewhere; null when it is not. */
        @Nullable
        String moveReason();

        default boolean any() {
            return abortRequested() || moveReason() != null;
        }
    }

    Ended run(int attempt, Reservation reservation) {
        if (stops.moveReason() != null) {
            return new Ended(asMoved(withoutContainer(StatusReason.ABORTED, "stopped before it began")), false);
        }
        Details.running(attempt, reservation);
        try {
            Outcome answer = outcomeFromExecutor(attempt, reservation);
            return new Ended(isUncalledFor(answer) ? stoppedBefore(answer) : asMoved(answer), false);
        } catch (ActivityFailure noAnswer) {
            Outcome lost = asMoved(lost(reservation, noAnswer));
            Outcome told = awaitGone(new AttemptRecord(attempt, reservation, lost), unheard(noAnswer));
            if (told == null) {
                return new Ended(lost, true);
            }
            return new Ended(isUncalledFor(told) ? lost : asMoved(told), false);
        }
    }

    /** When a run of a workflow is reset or terminated, its executor cannot tell that from an abort. */
    private boolean isUncalledFor(Outcome outcome) {
        return outcome.reason() == StatusReason.ABORTED && !stops.any();
    }

    private static Outcome stoppedBefore(Outcome answer) {
        return answer.because(
                StatusReason.EXECUTOR_LOST, "stopped with an earlier run of this workflow", answer.cause());
    }

    private Outcome outcomeFromExecutor(int attempt, Reservation reservation) {
        ContainerActivity executor = Workflow.newActivityStub(ContainerActivity.class, options(attempt, reservation));
        ActivityCall call = new ActivityCall();
        CancellationScope scope = Workflow.newCancellationScope(
                () -> call.result = Async.function(executor::run, request(attempt, reservation)));
        scope.run();
        Promise<Outcome> result = call.result();
        Workflow.await(() -> result.isCompleted() || stops.any());
        if (!result.isCompleted()) {
            Details.stopping(attempt, reservation);
            scope.cancel();
        }
        return result.get();
    }

    /**
     * What was stopped in order to be moved is not aborted, and an executor that an operator takes away is not at
     * fault. An end of the program's own stays.
     */
    private Outcome asMoved(Outcome outcome) {
        String reason = stops.moveReason();
        boolean stopped = outcome.reason() == StatusReason.ABORTED || outcome.reason() == StatusReason.EXECUTOR_LOST;
        if (reason == null || !stopped || stops.abortRequested()) {
            return outcome;
        }
        return outcome.because(
                StatusReason.EXECUTOR_DRAINED, reason, outcome.cause().by(SentBy.OPERATOR));
    }

    /**
     * Only the ledger knows when an executor that does not answer cannot run the container any more. A report that the
     * ledger does not confirm counts once, so that it never makes this ask without a pause.
     *
     * @return how the attempt ended by itself all the same, as the ledger was told; null when nobody knows
     */
    private @Nullable Outcome awaitGone(AttemptRecord attempt, Duration unheard) {
        LengtheningPause pause = new LengtheningPause(Duration.ofSeconds(input.lostAfterSeconds()));
        while (true) {
            Supersession answer = ledger.supersede(input.jobId(), attempt, unheard);
            if (answer.gone()) {
                return answer.outcome();
            }
            Details.lost(attempt);
            Workflow.await(pause.next(), () -> goneAttempts.contains(attempt.number()));
            goneAttempts.remove(attempt.number());
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
        Duration silence = silence();
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

    /**
     * For how long Temporal had heard nothing of the attempt when it gave it up. A delivery that nobody took followed on a
     * silence only if that is named as its cause: it also follows on a worker that said goodbye. An activity that was
     * cancelled between two deliveries was heard of until then.
     */
    private Duration unheard(ActivityFailure failure) {
        if (!(failure.getCause() instanceof TimeoutFailure timeout)) {
            return Duration.ZERO;
        }
        return switch (timeout.getTimeoutType()) {
            case TIMEOUT_TYPE_HEARTBEAT -> silence();
            case TIMEOUT_TYPE_SCHEDULE_TO_START ->
                isHeartbeat(timeout.getCause()) ? silence().multipliedBy(2) : silence();
            default -> Duration.ZERO;
        };
    }

    private static boolean isHeartbeat(@Nullable Throwable cause) {
        return cause instanceof TimeoutFailure timeout
                && timeout.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_HEARTBEAT;
    }

    private Duration silence() {
        return Duration.ofMillis(input.lostAfterSeconds() * 1000L / 2);
    }

    private static Outcome lost(Reservation reservation, ActivityFailure failure) {
        String executor = "executor " + reservation.executorId();
        return switch (failure.getCause()) {
            case CanceledFailure _ ->
                withoutContainer(StatusReason.ABORTED, "stopped before " + executor + " answered");
            case TimeoutFailure timeout ->
                withoutContainer(
                        StatusReason.EXECUTOR_LOST,
                        executor + " did not answer in time ("
                                + timeout.getTimeoutType().name() + ")");
            case null, default -> withoutContainer(StatusReason.EXECUTOR_LOST, executor + " gave no outcome");
        };
    }

    private static Outcome withoutContainer(StatusReason reason, String message) {
        return new Outcome(reason, null, message, null, null, Instant.ofEpochMilli(Workflow.currentTimeMillis()));
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
