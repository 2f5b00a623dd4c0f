package io.dwr.workflow;

import static io.dwr.workflow.ScriptedExecutor.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Grant;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Withdrawal;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The life of a job: placed or waiting, run, tried again, aborted. */
class JobWorkflowTest extends WorkflowStory {
    @Test
    void aPlacedJobRunsAndSucceeds() {
        ledger.placements.add(Placement.placed(ALPHA));
        alpha.outcomes.add(outcome(StatusReason.COMPLETED, 0));

        FinalRecord end = start(policy(null, 0)).getResult(FinalRecord.class);

        assertThat(end.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(end.exitCode()).isZero();
        assertThat(end.attempts()).hasSize(1);
        assertThat(ledger.calls).containsExactly("reserve 1", "finish 1 succeeded");
        assertThat(events()).hasSizeLessThanOrEqualTo(14);
    }

    @Test
    void anotherExitCodeFailsTheWorkflowWithTheReasonAsType() {
        ledger.placements.add(Placement.placed(ALPHA));
        alpha.outcomes.add(outcome(StatusReason.EXIT_CODE, 3));

        ApplicationFailure failure = failureOf(start(policy(null, 0)));

        assertThat(failure.getType()).isEqualTo("exit_code");
        FinalRecord end = failure.getDetails().get(FinalRecord.class);
        assertThat(end.status()).isEqualTo(JobStatus.FAILED);
        assertThat(end.exitCode()).isEqualTo(3);
        assertThat(ledger.calls).containsExactly("reserve 1", "finish 1 failed");
    }

    @Test
    void aWaitingJobRunsWhenItIsGranted() {
        ledger.placements.add(Placement.waiting(null));
        alpha.outcomes.add(outcome(StatusReason.COMPLETED, 0));
        WorkflowStub job = start(policy(3600L, 0));
        awaitCall("reserve 1");

        assertThat(job.query("standing", Standing.class).phase()).isEqualTo(Standing.Phase.WAITING);
        job.signal("granted", new Grant(JOB, 2, BETA));
        job.signal("granted", new Grant(JOB, 1, ALPHA));
        job.signal("granted", new Grant(JOB, 1, BETA));

        assertThat(job.getResult(FinalRecord.class).status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(job.query("standing", Standing.class).phase()).isEqualTo(Standing.Phase.IDLE);
        assertThat(alpha.attempts).containsExactly(1);
        assertThat(beta.attempts).isEmpty();
        assertThat(ledger.calls).containsExactly("reserve 1", "finish 1 succeeded");
    }

    @Test
    void waitingCostsAtMostTwentyEvents() {
        ledger.placements.add(Placement.waiting(null));
        alpha.outcomes.add(outcome(StatusReason.COMPLETED, 0));
        WorkflowStub job = start(policy(3600L, 0));
        awaitCall("reserve 1");

        job.signal("granted", new Grant(JOB, 1, ALPHA));

        job.getResult(FinalRecord.class);
        assertThat(events()).hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void anAbortedWaitingJobNeverRuns() {
        ledger.placements.add(Placement.waiting(null));
        WorkflowStub job = start(policy(null, 0));
        awaitCall("reserve 1");

        job.signal("abort", "not needed any more");

        ApplicationFailure failure = failureOf(job);
        assertThat(failure.getType()).isEqualTo("aborted");
        assertThat(failure.getOriginalMessage()).contains("not needed any more");
        assertThat(ledger.calls).containsExactly("reserve 1", "finish 1 aborted");
        assertThat(alpha.attempts).isEmpty();
    }

    @Test
    void anAbortedRunningJobIsAbortedWhenItsContainerIsGone() throws InterruptedException {
        ledger.placements.add(Placement.placed(ALPHA));
        alpha.runsUntilCancelled = true;
        WorkflowStub job = start(policy(null, 5));
        assertThat(alpha.started.await(60, TimeUnit.SECONDS)).isTrue();

        Standing standing = job.query("standing", Standing.class);
        assertThat(standing.phase()).isEqualTo(Standing.Phase.HOLDING);
        assertThat(standing.reservation()).isEqualTo(ALPHA);
        job.signal("abort", (Object) null);

        FinalRecord end = failureOf(job).getDetails().get(FinalRecord.class);
        assertThat(end.status()).isEqualTo(JobStatus.ABORTED);
        assertThat(end.exitCode()).isEqualTo(143);
        assertThat(ledger.calls).containsExactly("reserve 1", "finish 1 aborted");
        // The test server schedules at times, on a busy machine, one workflow task more than it must: three events.
        assertThat(events()).hasSizeLessThanOrEqualTo(14 + 6 + 3);
    }

    @Test
    void cancellingTheWorkflowMeansAbort() throws InterruptedException {
        ledger.placements.add(Placement.placed(ALPHA));
        alpha.runsUntilCancelled = true;
        WorkflowStub job = start(policy(null, 0));
        assertThat(alpha.started.await(60, TimeUnit.SECONDS)).isTrue();

        job.cancel();

        WorkflowFailedException failed =
                catchThrowableOfType(WorkflowFailedException.class, () -> job.getResult(FinalRecord.class));
        assertThat(failed.getCause()).isInstanceOf(CanceledFailure.class);
        assertThat(ledger.calls).containsExactly("reserve 1", "finish 1 aborted");
    }

    @Test
    void aJobWithoutRoomFailsAfterItsAllocationTimeout() {
        ledger.placements.add(Placement.waiting(null));

        ApplicationFailure failure = failureOf(start(policy(30L, 0)));

        assertThat(failure.getType()).isEqualTo("allocation_timeout");
        assertThat(failure.getOriginalMessage())
                .as("of a ledger that does not tell why")
                .isEqualTo("no room was found within the allocation timeout of 30 s");
        assertThat(ledger.calls).containsExactly("reserve 1", "withdraw 1", "finish 1 failed");
    }

    @Test
    void anAllocationTimeoutSaysWhatStoodInTheWayToTheLast() {
        ledger.placements.add(Placement.waiting(null));
        ledger.withdrawal = Withdrawal.LEFT.because("no room now: executor alpha comes nearest and lacks 6 cores");

        ApplicationFailure failure = failureOf(start(policy(30L, 0)));

        assertThat(failure.getOriginalMessage())
                .isEqualTo("no room was found within the allocation timeout of 30 s; the last verdict: no room now:"
                        + " executor alpha comes nearest and lacks 6 cores");
        assertThat(failure.getDetails().get(FinalRecord.class).message()).isEqualTo(failure.getOriginalMessage());
    }

    @Test
    void aGrantThatCameBeforeTheAllocationTimeoutIsRun() {
        ledger.placements.add(Placement.waiting(null));
        ledger.withdrawal = new Withdrawal(BETA, null);
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));

        assertThat(start(policy(30L, 0)).getResult(FinalRecord.class).status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(beta.attempts).containsExactly(1);
    }

    @Test
    void theUsersFailuresAreRetriedAsOftenAsAsked() {
        ledger.placements.addAll(List.of(Placement.placed(ALPHA), Placement.placed(ALPHA), Placement.placed(BETA)));
        alpha.outcomes.addAll(List.of(outcome(StatusReason.EXIT_CODE, 1), outcome(StatusReason.RUN_TIMEOUT, 137)));
        beta.outcomes.add(outcome(StatusReason.EXIT_CODE, 2));

        FinalRecord end = failureOf(start(policy(null, 2))).getDetails().get(FinalRecord.class);

        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.attempts()).hasSize(3);
        assertThat(ledger.calls)
                .containsExactly(
                        "reserve 1",
                        "end 1 exit_code",
                        "reserve 2",
                        "end 2 run_timeout",
                        "reserve 3",
                        "finish 3 failed");
        assertThat(ledger.avoided).containsOnly(Set.of());
        assertThat(events()).hasSizeLessThanOrEqualTo(14 + 8 * 2);
    }

    @Test
    void whatCanNeverSucceedIsNotRetried() {
        ledger.placements.add(Placement.placed(ALPHA));
        alpha.outcomes.add(outcome(StatusReason.COMMAND_NOT_FOUND, 127));

        assertThat(failureOf(start(policy(null, 3))).getType()).isEqualTo("command_not_found");
        assertThat(alpha.attempts).containsExactly(1);
    }

    @Test
    void aMachinesFaultNeverUsesUpTheUsersRetries() {
        ledger.placements.addAll(List.of(
                Placement.placed(ALPHA), Placement.placed(BETA), Placement.placed(BETA), Placement.placed(BETA)));
        alpha.outcomes.add(outcome(StatusReason.EXECUTOR_ERROR, null));
        beta.outcomes.addAll(List.of(
                outcome(StatusReason.IMAGE_PULL_FAILED, null),
                outcome(StatusReason.EXIT_CODE, 1),
                outcome(StatusReason.COMPLETED, 0)));

        FinalRecord end = start(policy(null, 1)).getResult(FinalRecord.class);

        assertThat(end.attempts()).hasSize(4);
        assertThat(ledger.avoided)
                .containsExactly(Set.of(), Set.of("alpha"), Set.of("alpha", "beta"), Set.of("alpha", "beta"));
    }

    @Test
    void tenFaultsOfMachinesEndTheJobWithTheLastCause() {
        for (int i = 0; i < 10; i++) {
            ledger.placements.add(Placement.placed(ALPHA));
            alpha.outcomes.add(outcome(StatusReason.IMAGE_PULL_FAILED, null));
        }

        FinalRecord end = failureOf(start(policy(null, 0))).getDetails().get(FinalRecord.class);

        assertThat(end.reason()).isEqualTo(StatusReason.IMAGE_PULL_FAILED);
        assertThat(end.attempts()).hasSize(10);
    }

    @Test
    void aJobThatIsAbortedBetweenAttemptsKeepsItsLastExitCode() {
        ledger.placements.addAll(List.of(Placement.placed(ALPHA), Placement.waiting(null)));
        alpha.outcomes.add(outcome(StatusReason.EXIT_CODE, 3));
        WorkflowStub job = start(policy(null, 1));
        awaitCall("reserve 2");

        job.signal("abort", "stop");

        FinalRecord end = failureOf(job).getDetails().get(FinalRecord.class);
        assertThat(end.status()).isEqualTo(JobStatus.ABORTED);
        assertThat(end.exitCode()).isEqualTo(3);
    }

    @Test
    void aReasonOfAnyLengthIsKeptShort() {
        ledger.placements.add(Placement.waiting(null));
        WorkflowStub job = start(policy(null, 0));
        awaitCall("reserve 1");

        job.signal("abort", "x".repeat(100_000));

        assertThat(failureOf(job).getDetails().get(FinalRecord.class).message()).hasSizeLessThan(300);
    }

    @Test
    void aLedgerThatIsAwayDelaysTheJobAndDoesNotFailIt() {
        ledger.placements.add(Placement.placed(ALPHA));
        ledger.failuresBeforeAnswer.set(8);
        alpha.outcomes.add(outcome(StatusReason.COMPLETED, 0));

        assertThat(start(policy(null, 0)).getResult(FinalRecord.class).status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(ledger.calls).containsExactly("reserve 1", "finish 1 succeeded");
    }

    @Test
    void aStaleAttemptEndsTheWorkflow() {
        ledger.placements.add(Placement.stale());

        assertThat(failureOf(start(policy(null, 0))).getType()).isEqualTo("executor_error");
        assertThat(ledger.calls).containsExactly("reserve 1");
    }

    @Test
    void fiveHundredRetriesStayFarBelowTheLimitOfAHistory() {
        for (int i = 0; i <= 500; i++) {
            ledger.placements.add(Placement.placed(ALPHA));
            alpha.outcomes.add(outcome(StatusReason.EXIT_CODE, 1));
        }

        FinalRecord end = failureOf(start(policy(null, 500))).getDetails().get(FinalRecord.class);

        assertThat(end.attempts()).hasSize(501);
        assertThat(events()).hasSizeLessThan(10_000);
    }
}
