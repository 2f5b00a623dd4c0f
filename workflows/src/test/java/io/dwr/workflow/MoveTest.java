package io.dwr.workflow;

import static io.dwr.workflow.ScriptedExecutor.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Grant;
import io.dwr.model.placement.Placement;
import io.temporal.client.WorkflowStub;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An operator drains the executor of a job: its attempt ends there, and the job goes on elsewhere, on no budget. */
class MoveTest extends WorkflowStory {
    private static final String DRAINED = "executor alpha is drained";

    @Test
    void aRunningAttemptIsStoppedAndTheJobGoesOnElsewhere() throws InterruptedException {
        WorkflowStub job = runsOnAlphaThenBeta(0);
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));

        job.signal("move", 1, DRAINED);
        job.signal("move", 1, "again");

        FinalRecord end = job.getResult(FinalRecord.class);
        assertThat(end.status()).isEqualTo(JobStatus.SUCCEEDED);
        Outcome moved = end.attempts().getFirst().outcome();
        assertThat(moved.reason()).isEqualTo(StatusReason.EXECUTOR_DRAINED);
        assertThat(moved.message()).isEqualTo(DRAINED);
        assertThat(moved.exitCode()).isEqualTo(143);
        assertThat(ledger.calls)
                .containsExactly("reserve 1", "end 1 executor_drained", "reserve 2", "finish 2 succeeded");
        assertThat(ledger.avoided).as("it may go back once it is uncordoned").containsOnly(Set.of());
        assertThat(client.fetchHistory(JOB.workflowId()).getEvents()).hasSizeLessThanOrEqualTo(14 + 16 + 6);
    }

    @Tag("nightly")
    @Test
    void moreMovesThanAnyBudgetHasCostTheUserNoRetry() throws InterruptedException {
        alpha.runsUntilCancelled = true;
        int moves = 12;
        for (int attempt = 1; attempt <= moves; attempt++) {
            ledger.placements.add(Placement.placed(ALPHA));
        }
        ledger.placements.addAll(List.of(Placement.placed(BETA), Placement.placed(BETA)));
        beta.outcomes.addAll(List.of(outcome(StatusReason.EXIT_CODE, 7), outcome(StatusReason.COMPLETED, 0)));
        WorkflowStub job = start(policy(null, 1));

        for (int attempt = 1; attempt <= moves; attempt++) {
            awaitAttempt(attempt);
            job.signal("move", attempt, DRAINED);
        }

        FinalRecord end = job.getResult(FinalRecord.class);
        assertThat(end.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(end.attempts()).hasSize(moves + 2);
    }

    @Test
    void anotherAttemptsMoveIsIgnored() throws InterruptedException {
        WorkflowStub job = runsOnAlphaThenBeta(0);

        job.signal("move", 0, DRAINED);
        job.signal("move", 2, DRAINED);
        job.signal("abort", "enough");

        FinalRecord end = failureOf(job).getDetails().get(FinalRecord.class);
        assertThat(end.status()).isEqualTo(JobStatus.ABORTED);
        assertThat(ledger.calls).containsExactly("reserve 1", "finish 1 aborted");
    }

    @Test
    void aMoveBetweenAttemptsDoesNotReachTheNextOne() {
        ledger.placements.addAll(List.of(Placement.placed(ALPHA), Placement.waiting(null)));
        alpha.outcomes.addAll(List.of(outcome(StatusReason.EXIT_CODE, 1), outcome(StatusReason.COMPLETED, 0)));
        WorkflowStub job = start(policy(null, 1));
        awaitCall("reserve 2");

        job.signal("move", 1, DRAINED);
        job.signal("granted", new Grant(JOB, 2, ALPHA));

        assertThat(job.getResult(FinalRecord.class).status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(alpha.attempts).containsExactly(1, 2);
    }

    /** Events of one batch are delivered side by side. */
    @Test
    void aMoveThatOvertakesItsGrantIsActedOnBeforeAnythingRuns() {
        ledger.placements.addAll(List.of(Placement.waiting(null), Placement.placed(BETA)));
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));
        WorkflowStub job = start(policy(null, 0));
        awaitCall("reserve 1");

        job.signal("move", 1, DRAINED);
        job.signal("granted", new Grant(JOB, 1, ALPHA));

        FinalRecord end = job.getResult(FinalRecord.class);
        assertThat(end.attempts().getFirst().outcome().reason()).isEqualTo(StatusReason.EXECUTOR_DRAINED);
        assertThat(alpha.attempts).isEmpty();
        assertThat(ledger.calls)
                .containsExactly("reserve 1", "end 1 executor_drained", "reserve 2", "finish 2 succeeded");
    }

    @Test
    void aWaitingJobStaysInLine() {
        ledger.placements.addAll(List.of(Placement.placed(ALPHA), Placement.waiting(null)));
        alpha.outcomes.add(outcome(StatusReason.EXIT_CODE, 1));
        WorkflowStub job = start(policy(null, 1));
        awaitCall("reserve 2");

        job.signal("move", 1, DRAINED);

        assertThat(job.query("standing", Standing.class).phase()).isEqualTo(Standing.Phase.WAITING);
        job.signal("abort", "enough");
        assertThat(failureOf(job).getType()).isEqualTo("aborted");
    }

    @Test
    void anAbortWinsOverAMove() throws InterruptedException {
        WorkflowStub job = runsOnAlphaThenBeta(0);

        job.signal("abort", "enough");
        job.signal("move", 1, DRAINED);

        FinalRecord end = failureOf(job).getDetails().get(FinalRecord.class);
        assertThat(end.status()).isEqualTo(JobStatus.ABORTED);
        assertThat(end.attempts().getFirst().outcome().reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(ledger.calls).containsExactly("reserve 1", "finish 1 aborted");
    }

    @Test
    void anEndOfTheProgramsOwnStays() throws InterruptedException {
        ledger.placements.add(Placement.placed(ALPHA));
        alpha.runsUntilCancelled = true;
        alpha.endWhenCancelled = outcome(StatusReason.EXIT_CODE, 9);
        WorkflowStub job = start(policy(null, 0));
        assertThat(alpha.started.await(60, TimeUnit.SECONDS)).isTrue();

        job.signal("move", 1, DRAINED);

        assertThat(failureOf(job).getType()).isEqualTo("exit_code");
        assertThat(ledger.calls).containsExactly("reserve 1", "finish 1 failed");
    }

    /** The machine is switched off before it has answered: nobody's fault, and nothing starts before it is gone. */
    @Test
    void anExecutorThatIsLostWhileItsJobIsMovedIsNotAtFault() {
        lostAfterSeconds = SHORT_LOST_AFTER;
        ledger.placements.addAll(List.of(Placement.placed(NOBODY), Placement.placed(BETA)));
        ledger.containersAreGone = false;
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));
        WorkflowStub job = start(policy(null, 0));
        awaitCall("reserve 1");
        job.signal("move", 1, DRAINED);
        awaitCall("supersede 1");
        assertThat(ledger.calls).doesNotContain("reserve 2");

        ledger.containersAreGone = true;
        job.signal("gone", 1);

        List<AttemptRecord> attempts = job.getResult(FinalRecord.class).attempts();
        assertThat(attempts.getFirst().outcome().reason()).isEqualTo(StatusReason.EXECUTOR_DRAINED);
        assertThat(ledger.calls).endsWith("supersede 1", "reserve 2", "finish 2 succeeded");
    }

    private WorkflowStub runsOnAlphaThenBeta(int maxRetries) throws InterruptedException {
        ledger.placements.addAll(List.of(Placement.placed(ALPHA), Placement.placed(BETA)));
        alpha.runsUntilCancelled = true;
        WorkflowStub job = start(policy(null, maxRetries));
        assertThat(alpha.started.await(60, TimeUnit.SECONDS)).isTrue();
        return job;
    }

    private void awaitAttempt(int attempt) {
        await("waited for attempt " + attempt, () -> alpha.attempts.contains(attempt));
    }
}
