package io.dwr.workflow;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FailureClass;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Grant;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Reservation;
import io.dwr.model.placement.Withdrawal;
import io.dwr.model.request.AbortRequest;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The life of a job: reserve, wait for a grant, run, finish; again while a budget allows it.
 *
 * <p>All of it runs in a scope that a cancellation of the workflow does not reach: a cancelled workflow means the same
 * as the signal {@code abort}, and still has to see its container gone. Signal handlers only note; the main method
 * acts.
 */
public final class JobWorkflowImpl implements JobWorkflow {
    private final JobInput input;
    private final DurableLedger ledger;
    private final AttemptRunner runner;
    private final RetryBudget budget;

    private final Map<Integer, Reservation> grants = new HashMap<>();
    private final Set<Integer> goneAttempts = new HashSet<>();
    private final List<AttemptRecord> attempts = new ArrayList<>();
    private final Set<String> avoided = new HashSet<>();

    private int attempt = 1;
    private Standing.Phase phase = Standing.Phase.ASKING;
    private @Nullable Reservation held;
    private @Nullable String obstacle;
    private boolean abortRequested;
    private boolean cancelled;
    private @Nullable String abortReason;
    private int movedAttempt;
    private @Nullable String moveReason;

    @WorkflowInit
    public JobWorkflowImpl(JobInput input) {
        this.input = input;
        this.ledger = new DurableLedger();
        this.runner = new AttemptRunner(input, ledger, new Stops(), goneAttempts);
        this.budget = new RetryBudget(input.spec().policy().maxRetries());
    }

    @Override
    public void abort(@Nullable String reason) {
        if (!abortRequested) {
            abortRequested = true;
            abortReason = reason == null ? null : shortened(reason);
        }
    }

    /** The signal may come from anywhere, so that nobody has looked at its length before. */
    private static String shortened(String reason) {
        return reason.codePointCount(0, reason.length()) <= AbortRequest.LONGEST_REASON
                ? reason
                : reason.substring(0, reason.offsetByCodePoints(0, AbortRequest.LONGEST_REASON - 1)) + "…";
    }

    @Override
    public void granted(Grant grant) {
        grants.putIfAbsent(grant.attempt(), grant.reservation());
    }

    @Override
    public void gone(int attemptNumber) {
        goneAttempts.add(attemptNumber);
    }

    /** May come before the grant that it follows: an attempt never holds more than one reservation. */
    @Override
    public void move(int attemptNumber, String reason) {
        if (attemptNumber == attempt && movedAttempt != attempt) {
            movedAttempt = attempt;
            moveReason = shortened(reason);
        }
    }

    @Override
    public Standing standing() {
        return new Standing(input, phase, attempt, held, avoided);
    }

    // The SDK creates the instance with the same input: @WorkflowInit.
    @Override
    public FinalRecord run(JobInput sameInput) {
        CancellationScope.current().getCancellationRequest().thenApply(reason -> {
            cancelled = true;
            abort(reason);
            return reason;
        });
        CompletablePromise<FinalRecord> end = Workflow.newPromise();
        Workflow.newDetachedCancellationScope(() -> end.complete(liveAndFinish()))
                .run();
        return close(end.get());
    }

    private FinalRecord liveAndFinish() {
        FinalRecord end = live();
        ledger.finish(attempt, end);
        Details.ended(end);
        return end;
    }

    /** Attempt after attempt until one decides how the job ends. */
    private FinalRecord live() {
        while (true) {
            Reservation reservation = obtainReservation();
            if (reservation == null) {
                stands(Standing.Phase.IDLE, null);
                return abortRequested ? aborted() : allocationTimedOut();
            }
            stands(Standing.Phase.HOLDING, reservation);
            AttemptRunner.Ended ended = runner.run(attempt, reservation);
            stands(Standing.Phase.IDLE, null);
            AttemptRecord tried = new AttemptRecord(attempt, reservation, ended.outcome());
            attempts.add(tried);
            if (!goesOn(ended.outcome())) {
                return end(ended.outcome());
            }
            if (!ended.released()) {
                ledger.endAttempt(input.jobId(), tried);
            }
            prepareNextAttempt(reservation, ended.outcome());
        }
    }

    private boolean goesOn(Outcome outcome) {
        return !abortRequested && budget.allowsAnotherAfter(outcome.reason());
    }

    private void prepareNextAttempt(Reservation reservation, Outcome outcome) {
        attempt++;
        if (outcome.reason().failureClass() != FailureClass.INFRASTRUCTURE) {
            return;
        }
        if (outcome.reason().avoidsExecutor()) {
            avoided.add(reservation.executorId());
        }
        Duration delay = budget.infrastructureDelay();
        Details.retrying(attempt, outcome, delay);
        Workflow.await(delay, () -> abortRequested);
    }

    /** The attempt's reservation, or null when the job was aborted or its time to wait ran out first. */
    private @Nullable Reservation obtainReservation() {
        if (abortRequested) {
            return null;
        }
        stands(Standing.Phase.ASKING, null);
        Placement placement = ledger.reserve(wish(), () -> abortRequested);
        return switch (placement.kind()) {
            case PLACED -> placement.reservation();
            case WAITING -> awaitGrant(placement);
            case STALE ->
                throw ApplicationFailure.newNonRetryableFailure(
                        "the ledger holds a newer attempt, or the end, of job " + input.jobId() + ": attempt " + attempt
                                + " cannot go on. Look at the job's page for its state.",
                        StatusReason.EXECUTOR_ERROR.code());
        };
    }

    private LedgerActivities.ReserveRequest wish() {
        return new LedgerActivities.ReserveRequest(
                input.jobId(), attempt, input.rank(), input.spec().requirements(), avoided);
    }

    private @Nullable Reservation awaitGrant(Placement placement) {
        stands(Standing.Phase.WAITING, null);
        Details.waiting(attempt, placement, input.spec().requirements());
        Long limit = input.spec().policy().allocationTimeoutSeconds();
        if (limit == null) {
            Workflow.await(this::grantedOrAborted);
        } else {
            Workflow.await(Duration.ofSeconds(limit), this::grantedOrAborted);
        }
        if (abortRequested) {
            return null;
        }
        Reservation granted = grants.get(attempt);
        if (granted != null) {
            return granted;
        }
        Withdrawal withdrawal = ledger.withdraw(wish(), input.spec().policy().queue());
        obstacle = withdrawal.obstacle();
        return abortRequested ? null : withdrawal.placed();
    }

    /** Why the present attempt is to stop. */
    private final class Stops implements AttemptRunner.Stops {
        @Override
        public boolean abortRequested() {
            return abortRequested;
        }

        @Override
        public @Nullable String moveReason() {
            return movedAttempt == attempt ? moveReason : null;
        }
    }

    private void stands(Standing.Phase now, @Nullable Reservation reservation) {
        phase = now;
        held = reservation;
    }

    private boolean grantedOrAborted() {
        return abortRequested || grants.containsKey(attempt);
    }

    private FinalRecord end(Outcome outcome) {
        if (abortRequested && !isOwnEnd(outcome.reason())) {
            return aborted();
        }
        return switch (outcome.reason().failureClass()) {
            case NONE -> ended(JobStatus.SUCCEEDED, outcome.reason(), outcome.message());
            case STOPPED -> aborted();
            case USER, PERMANENT, INFRASTRUCTURE, MOVED -> ended(JobStatus.FAILED, outcome.reason(), outcome.message());
        };
    }

    /** Whether the job would have ended so without the abort, too. A machine's fault is no end that anybody wants. */
    private boolean isOwnEnd(StatusReason reason) {
        return reason.failureClass() != FailureClass.INFRASTRUCTURE && !budget.wouldAllowAnotherAfter(reason);
    }

    private FinalRecord aborted() {
        String message = abortReason == null || abortReason.isBlank()
                ? "aborted on request"
                : "aborted on request: " + abortReason;
        return ended(JobStatus.ABORTED, StatusReason.ABORTED, message);
    }

    private FinalRecord allocationTimedOut() {
        String message = "no room was found within the allocation timeout of "
                + input.spec().policy().allocationTimeoutSeconds() + " s"
                + (obstacle == null ? "" : "; the last verdict: " + obstacle);
        return ended(JobStatus.FAILED, StatusReason.ALLOCATION_TIMEOUT, message);
    }

    private FinalRecord ended(JobStatus status, StatusReason reason, String message) {
        return new FinalRecord(input.jobId(), status, reason, message, lastExitCode(), attempts);
    }

    private @Nullable Integer lastExitCode() {
        Integer last = null;
        for (AttemptRecord tried : attempts) {
            Outcome outcome = tried.outcome();
            last = outcome == null || outcome.exitCode() == null ? last : outcome.exitCode();
        }
        return last;
    }

    private FinalRecord close(FinalRecord end) {
        if (end.status() == JobStatus.SUCCEEDED) {
            return end;
        }
        if (cancelled && end.status() == JobStatus.ABORTED) {
            // The server keeps no details of a cancellation.
            throw new CanceledFailure(end.message());
        }
        throw ApplicationFailure.newNonRetryableFailure(
                end.message(), end.reason().code(), end);
    }
}
