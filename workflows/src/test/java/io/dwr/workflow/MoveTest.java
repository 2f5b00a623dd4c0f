package io.dwr.workflow;

import static io.dwr.workflow.ScriptedExecutor.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.RunPolicy;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Grant;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Reservation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator drains the executor of a job: its attempt ends there, and the job goes on elsewhere, on no budget. */
class MoveTest {
    private static final JobId JOB = new JobId("019c0000-0000-7000-8000-000000000002");
    private static final int LOST_AFTER_SECONDS = 4;
    private static final String DRAINED = "executor alpha is drained";
    private static final Reservation ALPHA = new Reservation("alpha", "10.0.0.1", List.of());
    private static final Reservation BETA = new Reservation("beta", "10.0.0.2", List.of());
    private static final Reservation NOBODY = new Reservation("nobody", "10.0.0.9", List.of());

    private final ScriptedLedger ledger = new ScriptedLedger();
    private final ScriptedExecutor alpha = new ScriptedExecutor();
    private final ScriptedExecutor beta = new ScriptedExecutor();
    private TestWorkflowEnvironment temporal;
    private WorkflowClient client;

    @BeforeEach
    void startTemporal() {
        temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(PayloadConverters.dataConverter())
                        .build())
                .build());
        client = temporal.getWorkflowClient();
        Worker scheduler = temporal.newWorker(JobWorkflow.TASK_QUEUE);
        scheduler.registerWorkflowImplementationTypes(JobWorkflowImpl.class);
        scheduler.registerActivitiesImplementations(ledger);
        temporal.newWorker("executor-alpha").registerActivitiesImplementations(alpha);
        temporal.newWorker("executor-beta").registerActivitiesImplementations(beta);
        temporal.start();
    }

    @AfterEach
    void stopTemporal() {
        temporal.close();
    }

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

    @Test
    void moreMovesThanAnyBudgetHasCostTheUserNoRetry() throws InterruptedException {
        alpha.runsUntilCancelled = true;
        int moves = 12;
        for (int attempt = 1; attempt <= moves; attempt++) {
            ledger.placements.add(Placement.placed(ALPHA));
        }
        ledger.placements.addAll(List.of(Placement.placed(BETA), Placement.placed(BETA)));
        beta.outcomes.addAll(List.of(outcome(StatusReason.EXIT_CODE, 7), outcome(StatusReason.COMPLETED, 0)));
        WorkflowStub job = start(1);

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
        WorkflowStub job = start(1);
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
        WorkflowStub job = start(0);
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
        WorkflowStub job = start(1);
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
        WorkflowStub job = start(0);
        assertThat(alpha.started.await(10, TimeUnit.SECONDS)).isTrue();

        job.signal("move", 1, DRAINED);

        assertThat(failureOf(job).getType()).isEqualTo("exit_code");
        assertThat(ledger.calls).containsExactly("reserve 1", "finish 1 failed");
    }

    /** The machine is switched off before it has answered: nobody's fault, and nothing starts before it is gone. */
    @Test
    void anExecutorThatIsLostWhileItsJobIsMovedIsNotAtFault() {
        ledger.placements.addAll(List.of(Placement.placed(NOBODY), Placement.placed(BETA)));
        ledger.containersAreGone = false;
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));
        WorkflowStub job = start(0);
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
        WorkflowStub job = start(maxRetries);
        assertThat(alpha.started.await(10, TimeUnit.SECONDS)).isTrue();
        return job;
    }

    private WorkflowStub start(int maxRetries) {
        WorkflowStub job = client.newUntypedWorkflowStub(
                "JobWorkflow",
                WorkflowOptions.newBuilder()
                        .setTaskQueue(JobWorkflow.TASK_QUEUE)
                        .setWorkflowId(JOB.workflowId())
                        .build());
        RunPolicy policy = new RunPolicy(null, 3600, 10, maxRetries, 50, "default");
        job.start(new JobInput(JOB, JobWorkflowTest.spec(policy), new Rank(50, 0), LOST_AFTER_SECONDS));
        return job;
    }

    private static ApplicationFailure failureOf(WorkflowStub job) {
        WorkflowFailedException failed =
                catchThrowableOfType(WorkflowFailedException.class, () -> job.getResult(FinalRecord.class));
        assertThat(failed).isNotNull();
        return (ApplicationFailure) failed.getCause();
    }

    private void awaitCall(String call) {
        await("waited for " + call, () -> ledger.calls.contains(call));
    }

    private void awaitAttempt(int attempt) {
        await("waited for attempt " + attempt, () -> alpha.attempts.contains(attempt));
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            temporal.sleep(Duration.ofMillis(100));
        }
    }
}
