package io.dwr.workflow;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Supersession;
import io.dwr.model.placement.Withdrawal;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The ledger's activities, tried for as long as it takes: a few quick tries within one workflow task, then a durable
 * timer and again. A ledger that is away delays a job and never fails it.
 */
final class DurableLedger {
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LAST_DELAY = Duration.ofSeconds(30);

    private final LedgerActivities activities = Workflow.newLocalActivityStub(
            LedgerActivities.class,
            LocalActivityOptions.newBuilder()
                    .setStartToCloseTimeout(Duration.ofSeconds(6))
                    .setScheduleToCloseTimeout(Duration.ofSeconds(8))
                    .setDoNotIncludeArgumentsIntoMarker(true)
                    .setRetryOptions(RetryOptions.newBuilder()
                            .setInitialInterval(Duration.ofMillis(200))
                            .setMaximumAttempts(3)
                            .build())
                    .build());

    /**
     * Reserves, or gives up when {@code giveUp} turns true between two rounds. Then nothing is known of what the
     * ledger holds, and the caller ends the job, which frees it.
     */
    Placement reserve(LedgerActivities.ReserveRequest request, BooleanSupplier giveUp) {
        return untilAnswered(() -> activities.reserve(request), giveUp, Placement.waiting(null));
    }

    Withdrawal withdraw(LedgerActivities.ReserveRequest wish, String queue) {
        return untilAnswered(() -> activities.withdraw(wish, queue), () -> false, Withdrawal.LEFT);
    }

    void endAttempt(JobId jobId, AttemptRecord attempt) {
        untilDone(() -> activities.endAttempt(jobId, attempt));
    }

    Supersession supersede(JobId jobId, AttemptRecord attempt, Duration unheard) {
        return untilAnswered(() -> activities.supersede(jobId, attempt, unheard), () -> false, Supersession.of(false));
    }

    void finish(int attempt, FinalRecord record) {
        untilDone(() -> activities.finish(attempt, record));
    }

    private static void untilDone(Runnable call) {
        untilAnswered(
                () -> {
                    call.run();
                    return true;
                },
                () -> false,
                false);
    }

    private static <T> T untilAnswered(Supplier<T> call, BooleanSupplier giveUp, T givenUp) {
        Duration delay = FIRST_DELAY;
        LengtheningPause longDelay = new LengtheningPause(LAST_DELAY);
        while (!giveUp.getAsBoolean()) {
            try {
                return call.get();
            } catch (ActivityFailure ledgerAway) {
                Details.ledgerAway(delay);
                Workflow.await(delay, giveUp::getAsBoolean);
                Duration doubled = delay.multipliedBy(2);
                delay = doubled.compareTo(LAST_DELAY) > 0 ? longDelay.next() : doubled;
            }
        }
        return givenUp;
    }
}
