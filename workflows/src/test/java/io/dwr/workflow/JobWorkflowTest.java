package io.dwr.workflow;

import static io.dwr.workflow.ScriptedExecutor.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.PullPolicy;
import io.dwr.model.job.RunPolicy;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Grant;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.model.placement.Resources;
import io.dwr.model.placement.Withdrawal;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of a job with skipped time, against a ledger and executors that follow a script. */
class JobWorkflowTest {
    private static final JobId JOB = new JobId("019c0000-0000-7000-8000-000000000001");
    // Short, since the in-memory server does not skip time while an activity waits for its executor.
    private static final int LOST_AFTER_SECONDS = 4;
    private static final Reservation ALPHA = new Reservation("alpha", "10.0.0.1", List.of());
    private static final Reservation BETA = new Reservation("beta", "10.0.0.2", List.of());

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
        assertThat(alpha.started.await(10, TimeUnit.SECONDS)).isTrue();

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
        assertThat(alpha.started.await(10, TimeUnit.SECONDS)).isTrue();

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
    void anExecutorThatNeverTakesTheAttemptUpIsReplacedAtOnce() {
        ledger.placements.addAll(
                List.of(Placement.placed(new Reservation("nobody", "10.0.0.9", List.of())), Placement.placed(BETA)));
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));

        FinalRecord end = start(policy(null, 0)).getResult(FinalRecord.class);

        assertThat(end.attempts().getFirst().outcome().reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
        assertThat(ledger.calls).containsExactly("reserve 1", "supersede 1", "reserve 2", "finish 2 succeeded");
        assertThat(ledger.avoided).containsExactly(Set.of(), Set.of("nobody"));
        assertThat(events()).hasSizeLessThanOrEqualTo(14 + 16);
    }

    @Test
    void theNextAttemptWaitsUntilTheLostOneIsGone() {
        ledger.placements.addAll(
                List.of(Placement.placed(new Reservation("nobody", "10.0.0.9", List.of())), Placement.placed(BETA)));
        ledger.containersAreGone = false;
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));
        WorkflowStub job = start(policy(null, 0));
        awaitCall("supersede 1");
        assertThat(ledger.calls).doesNotContain("reserve 2");

        ledger.containersAreGone = true;
        job.signal("gone", 1);

        assertThat(job.getResult(FinalRecord.class).status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(ledger.calls).endsWith("supersede 1", "reserve 2", "finish 2 succeeded");
    }

    /** Case 129: its executor's answer did not get through, but it told the ledger how the program ended. */
    @Test
    void anEndThatTheLedgerWasToldIsTakenForTheLostAnswer() {
        ledger.placements.addAll(
                List.of(Placement.placed(new Reservation("nobody", "10.0.0.9", List.of())), Placement.placed(BETA)));
        ledger.toldOutcome = outcome(StatusReason.EXIT_CODE, 4);

        assertThat(failureOf(start(policy(null, 0))).getType()).isEqualTo("exit_code");

        assertThat(ledger.calls).containsExactly("reserve 1", "supersede 1", "finish 1 failed");
    }

    /** As of a workflow that was reset: its executor took the end of the run before for an abort. */
    @Test
    void anAbortThatNobodyAskedForIsNoEnd() {
        ledger.placements.addAll(
                List.of(Placement.placed(new Reservation("nobody", "10.0.0.9", List.of())), Placement.placed(BETA)));
        ledger.toldOutcome = outcome(StatusReason.ABORTED, 143);
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));

        FinalRecord end = start(policy(null, 0)).getResult(FinalRecord.class);

        assertThat(end.attempts().getFirst().outcome().reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
        assertThat(ledger.calls)
                .containsExactly("reserve 1", "supersede 1", "end 1 executor_lost", "reserve 2", "finish 2 succeeded");
    }

    @Test
    void noExecutorsOwnAnswerIsAnAbortEither() {
        ledger.placements.addAll(List.of(Placement.placed(ALPHA), Placement.placed(BETA)));
        alpha.outcomes.add(outcome(StatusReason.ABORTED, 143));
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));

        FinalRecord end = start(policy(null, 0)).getResult(FinalRecord.class);

        assertThat(end.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(end.attempts().getFirst().outcome().message()).contains("earlier run of this workflow");
    }

    @Test
    void anEndThatTheLedgerWasToldUsesTheRetriesThatItsReasonUses() {
        ledger.placements.addAll(
                List.of(Placement.placed(new Reservation("nobody", "10.0.0.9", List.of())), Placement.placed(BETA)));
        ledger.toldOutcome = outcome(StatusReason.EXIT_CODE, 4);
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));

        FinalRecord end = start(policy(null, 1)).getResult(FinalRecord.class);

        assertThat(end.attempts().getFirst().outcome()).isEqualTo(ledger.toldOutcome);
        assertThat(ledger.calls)
                .containsExactly("reserve 1", "supersede 1", "end 1 exit_code", "reserve 2", "finish 2 succeeded");
    }

    @Test
    void anAbortOfALostAttemptIsFinalOnlyWhenItIsGone() {
        ledger.placements.add(Placement.placed(new Reservation("nobody", "10.0.0.9", List.of())));
        ledger.containersAreGone = false;
        WorkflowStub job = start(policy(null, 0));
        awaitCall("reserve 1");

        job.signal("abort", "stop");
        awaitCall("supersede 1");
        assertThat(ledger.calls).doesNotContain("finish 1 aborted");
        ledger.containersAreGone = true;
        job.signal("gone", 1);

        assertThat(failureOf(job).getType()).isEqualTo("aborted");
        assertThat(ledger.calls).endsWith("supersede 1", "finish 1 aborted");
    }

    @Test
    void anAbortThatNoExecutorAnsweredIsNoFaultOfAMachine() {
        for (int i = 0; i < 9; i++) {
            ledger.placements.add(Placement.placed(ALPHA));
            alpha.outcomes.add(outcome(StatusReason.IMAGE_PULL_FAILED, null));
        }
        ledger.placements.add(Placement.placed(new Reservation("nobody", "10.0.0.9", List.of())));
        WorkflowStub job = start(policy(null, 0));
        awaitCall("reserve 10");

        job.signal("abort", "stop");

        FinalRecord end = failureOf(job).getDetails().get(FinalRecord.class);
        assertThat(end.status()).isEqualTo(JobStatus.ABORTED);
        assertThat(end.attempts().getLast().outcome().reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(ledger.calls).endsWith("reserve 10", "supersede 10", "finish 10 aborted");
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
    void aReportThatTheLedgerDoesNotConfirmIsNotAskedAboutWithoutAPause() {
        ledger.placements.addAll(
                List.of(Placement.placed(new Reservation("nobody", "10.0.0.9", List.of())), Placement.placed(BETA)));
        ledger.containersAreGone = false;
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));
        WorkflowStub job = start(policy(null, 0));
        awaitCall("supersede 1");

        job.signal("gone", 1);
        temporal.sleep(Duration.ofSeconds(LOST_AFTER_SECONDS / 2));
        long asked = ledger.calls.stream().filter("supersede 1"::equals).count();
        ledger.containersAreGone = true;

        assertThat(job.getResult(FinalRecord.class).status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(asked).isBetween(1L, 3L);
    }

    @Test
    void anAttemptOutOfReachForHoursCostsFewEvents() {
        ledger.placements.addAll(
                List.of(Placement.placed(new Reservation("nobody", "10.0.0.9", List.of())), Placement.placed(BETA)));
        ledger.containersAreGone = false;
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));
        WorkflowStub job = start(policy(null, 0));
        awaitCall("supersede 1");

        temporal.sleep(Duration.ofHours(6));
        ledger.containersAreGone = true;
        job.signal("gone", 1);

        assertThat(job.getResult(FinalRecord.class).status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(events()).hasSizeLessThan(3000);
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

    private WorkflowStub start(RunPolicy policy) {
        WorkflowStub job = client.newUntypedWorkflowStub(
                "JobWorkflow",
                WorkflowOptions.newBuilder()
                        .setTaskQueue(JobWorkflow.TASK_QUEUE)
                        .setWorkflowId(JOB.workflowId())
                        .build());
        job.start(new JobInput(JOB, spec(policy), new Rank(50, 0), LOST_AFTER_SECONDS));
        return job;
    }

    private static ApplicationFailure failureOf(WorkflowStub job) {
        WorkflowFailedException failed =
                catchThrowableOfType(WorkflowFailedException.class, () -> job.getResult(FinalRecord.class));
        assertThat(failed).isNotNull();
        assertThat(failed.getCause()).isInstanceOf(ApplicationFailure.class);
        return (ApplicationFailure) failed.getCause();
    }

    private void awaitCall(String call) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!ledger.calls.contains(call)) {
            assertThat(System.nanoTime()).as("waited for " + call).isLessThan(deadline);
            temporal.sleep(Duration.ofMillis(100));
        }
    }

    private List<EventType> events() {
        return client.fetchHistory(JOB.workflowId()).getEvents().stream()
                .map(event -> event.getEventType())
                .toList();
    }

    private static RunPolicy policy(Long allocationTimeout, int maxRetries) {
        return new RunPolicy(allocationTimeout, 3600, 10, maxRetries, 50, "default");
    }

    static JobSpec spec(RunPolicy policy) {
        return new JobSpec(
                "demo",
                Map.of(),
                new ContainerSpec(
                        "alpine:latest",
                        List.of("echo", "hi"),
                        List.of(),
                        Map.of("A", ""),
                        List.of(),
                        null,
                        null,
                        PullPolicy.MISSING,
                        null,
                        true,
                        false),
                Requirements.of(new Resources(1000, 1L << 30), GpuRequirements.NONE),
                policy);
    }
}
