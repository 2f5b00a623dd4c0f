package io.dwr.workflow;

import static io.dwr.workflow.ScriptedExecutor.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Placement;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An attempt whose executor gives no answer: it ends as the ledger knows, and never while its container may run. */
class LostAttemptTest extends WorkflowStory {
    private static final Duration HALF = Duration.ofSeconds(SHORT_LOST_AFTER / 2);

    LostAttemptTest() {
        lostAfterSeconds = SHORT_LOST_AFTER;
    }

    @Test
    void anExecutorThatNeverTakesTheAttemptUpIsReplacedAtOnce() {
        ledger.placements.addAll(List.of(Placement.placed(NOBODY), Placement.placed(BETA)));
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));

        FinalRecord end = start(policy(null, 0)).getResult(FinalRecord.class);

        assertThat(end.attempts().getFirst().outcome().reason()).isEqualTo(StatusReason.EXECUTOR_LOST);
        assertThat(ledger.calls).containsExactly("reserve 1", "supersede 1", "reserve 2", "finish 2 succeeded");
        assertThat(ledger.avoided).containsExactly(Set.of(), Set.of("nobody"));
        assertThat(ledger.unheard).containsExactly(HALF);
        assertThat(events()).hasSizeLessThanOrEqualTo(14 + 16);
    }

    /** An answer of Temporal's own says nothing about the container: its executor may have been heard of until now. */
    @Test
    void theLedgerIsToldForHowLongTemporalHasHeardNothing() {
        ledger.placements.addAll(List.of(Placement.placed(NOBODY), Placement.placed(BETA)));
        WorkflowStub job = start(policy(null, 0));
        awaitCall("reserve 1");

        job.signal("abort", "stop");

        assertThat(failureOf(job).getType()).isEqualTo("aborted");
        assertThat(ledger.unheard).containsExactly(Duration.ZERO);
    }

    @Test
    void theNextAttemptWaitsUntilTheLostOneIsGone() {
        ledger.placements.addAll(List.of(Placement.placed(NOBODY), Placement.placed(BETA)));
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
        ledger.placements.addAll(List.of(Placement.placed(NOBODY), Placement.placed(BETA)));
        ledger.toldOutcome = outcome(StatusReason.EXIT_CODE, 4);

        assertThat(failureOf(start(policy(null, 0))).getType()).isEqualTo("exit_code");

        assertThat(ledger.calls).containsExactly("reserve 1", "supersede 1", "finish 1 failed");
    }

    /** As of a workflow that was reset: its executor took the end of the run before for an abort. */
    @Test
    void anAbortThatNobodyAskedForIsNoEnd() {
        ledger.placements.addAll(List.of(Placement.placed(NOBODY), Placement.placed(BETA)));
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
        ledger.placements.addAll(List.of(Placement.placed(NOBODY), Placement.placed(BETA)));
        ledger.toldOutcome = outcome(StatusReason.EXIT_CODE, 4);
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));

        FinalRecord end = start(policy(null, 1)).getResult(FinalRecord.class);

        assertThat(end.attempts().getFirst().outcome()).isEqualTo(ledger.toldOutcome);
        assertThat(ledger.calls)
                .containsExactly("reserve 1", "supersede 1", "end 1 exit_code", "reserve 2", "finish 2 succeeded");
    }

    @Test
    void anAbortOfALostAttemptIsFinalOnlyWhenItIsGone() {
        ledger.placements.add(Placement.placed(NOBODY));
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
        ledger.placements.add(Placement.placed(NOBODY));
        WorkflowStub job = start(policy(null, 0));
        awaitCall("reserve 10");

        job.signal("abort", "stop");

        FinalRecord end = failureOf(job).getDetails().get(FinalRecord.class);
        assertThat(end.status()).isEqualTo(JobStatus.ABORTED);
        assertThat(end.attempts().getLast().outcome().reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(ledger.calls).endsWith("reserve 10", "supersede 10", "finish 10 aborted");
    }

    @Test
    void aReportThatTheLedgerDoesNotConfirmIsNotAskedAboutWithoutAPause() {
        ledger.placements.addAll(List.of(Placement.placed(NOBODY), Placement.placed(BETA)));
        ledger.containersAreGone = false;
        beta.outcomes.add(outcome(StatusReason.COMPLETED, 0));
        WorkflowStub job = start(policy(null, 0));
        awaitCall("supersede 1");

        job.signal("gone", 1);
        temporal.sleep(Duration.ofSeconds(SHORT_LOST_AFTER / 2));
        long asked = ledger.calls.stream().filter("supersede 1"::equals).count();
        ledger.containersAreGone = true;

        assertThat(job.getResult(FinalRecord.class).status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(asked).isBetween(1L, 3L);
    }

    @Test
    void anAttemptOutOfReachForHoursCostsFewEvents() {
        ledger.placements.addAll(List.of(Placement.placed(NOBODY), Placement.placed(BETA)));
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
}
