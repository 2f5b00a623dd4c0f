package io.dwr.scheduler.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Reservation;
import io.dwr.model.queue.QueueUse;
import io.dwr.model.queue.QueueView;
import io.dwr.redis.ledger.Ledger.HeldReservation;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.scheduler.LedgerStory;
import io.dwr.scheduler.queue.QuotaKeeper;
import io.dwr.scheduler.reconciliation.Repairs;
import io.dwr.scheduler.workflow.WorkflowState;
import io.dwr.scheduler.workflow.WorkflowsUnavailableException;
import io.dwr.workflow.JobInput;
import io.dwr.workflow.Standing;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What open workflows know comes back into an emptied ledger before anything is given. */
class RecoveryTest {
    private static final String TWO_CORES = "{\"docker_image\":\"box\",\"cpu_cores\":2,\"queue\":\"two-cores\"}";
    private static final long SUBMITTED = 1_767_225_600_000L;

    private final LedgerStory story = new LedgerStory();
    private final Recovery recovery = new Recovery(
            story.stores.ledgerRecovery(),
            story.workflows,
            story.stores.jobStore(),
            new JobTeller(
                    story.workflows,
                    story.stores.jobStore(),
                    story.stores.ledgerRecovery(),
                    Repairs.of(story),
                    story.repairs),
            new QuotaKeeper(story.stores.queues(), story.settings));

    @AfterEach
    void close() {
        story.close();
    }

    @Test
    void anOpenLedgerIsLeftAlone() {
        story.executor("blue", 1);
        recovery.round();
        assertThat(story.workflows.calls()).isEmpty();
        assertThat(story.reserve(story.job()).kind()).isEqualTo(Placement.Kind.PLACED);
    }

    @Test
    void runningAndWaitingJobsComeBackWithTheirRecords() {
        JobId running = stands(1, Standing.Phase.HOLDING, 2, "blue");
        JobId waiting = stands(2, Standing.Phase.WAITING, 1, null);
        story.emptyRedis();
        story.executor("blue", 1);

        recovery.round();

        assertThat(story.stores.ledger().reservations()).containsExactly(new HeldReservation(running, 2, "blue"));
        assertThat(story.stores.ledger().position(waiting)).hasValue(1);
        assertThat(story.record(running).attempt()).isEqualTo(2);
        assertThat(story.record(running).createdAt().toEpochMilli()).isEqualTo(SUBMITTED + 1);
        assertThat(story.record(waiting).status()).isEqualTo(JobStatus.PENDING);
        assertThat(story.repairs.sinceStart()).containsEntry("retold", 2L);
    }

    @Test
    void aJobThatHoldsNothingGetsNoReservation() {
        stands(1, Standing.Phase.IDLE, 1, null);
        JobId asking = stands(2, Standing.Phase.ASKING, 1, null);
        story.emptyRedis();
        story.executor("blue", 1);

        recovery.round();

        assertThat(story.stores.ledger().reservations()).isEmpty();
        assertThat(story.reserve(asking).kind()).isEqualTo(Placement.Kind.PLACED);
    }

    /** The end of its last attempt was in the second that Redis lost. */
    @ParameterizedTest
    @EnumSource(names = {"IDLE", "ASKING"})
    void whatAnEarlierAttemptStillHoldsIsFreed(Standing.Phase phase) {
        JobId job = stands(1, phase, 2, null);
        story.executor("blue", 1);
        Rank rank = new Rank(50, SUBMITTED + 1);
        story.stores
                .ledger()
                .reserve(job, 1, rank, LedgerStory.spec(LedgerStory.ONE_CORE).requirements(), Set.of());
        assertThat(story.stores.ledger().reservations()).hasSize(1);
        story.rollBackRedis();

        recovery.round();

        assertThat(story.stores.ledger().reservations()).isEmpty();
    }

    @Test
    void anEndThatTheLedgerForgotIsWrittenAgain() {
        story.executor("blue", 1);
        JobId job = story.job();
        assertThat(story.reserve(job).kind()).isEqualTo(Placement.Kind.PLACED);
        story.workflows.set(
                job,
                new WorkflowState.Ended(
                        new FinalRecord(job, JobStatus.FAILED, StatusReason.EXIT_CODE, "exit code 3", 3, List.of())));
        story.rollBackRedis();

        recovery.round();

        assertThat(story.record(job).status()).isEqualTo(JobStatus.FAILED);
        assertThat(story.stores.ledger().reservations()).isEmpty();
    }

    @Test
    void quotasHoldBeforeTheLedgerIsOpenAgain() {
        JobId running = stands(1, Standing.Phase.HOLDING, 1, "blue", TWO_CORES);
        JobId waiting = stands(2, Standing.Phase.WAITING, 1, null, TWO_CORES);
        story.emptyRedis();
        story.executor("blue", 8);

        recovery.round();

        assertThat(story.stores.ledger().reservations()).containsExactly(new HeldReservation(running, 1, "blue"));
        assertThat(story.stores.ledger().position(waiting)).hasValue(1);
        assertThat(story.stores.queues().find("two-cores"))
                .isEqualTo(new QueueView(
                        "two-cores",
                        story.settings.quotas().get("two-cores"),
                        new QueueUse(2000, 1024, 0, 1, 2),
                        null));
        story.stores.ledger().release(running, 1);
        assertThat(story.stores.ledger().reservations()).containsExactly(new HeldReservation(waiting, 1, "blue"));
    }

    @Test
    void theLedgerStaysClosedWhileTemporalIsAway() {
        stands(1, Standing.Phase.HOLDING, 1, "blue");
        story.emptyRedis();
        story.executor("blue", 1);
        story.workflows.setAway(true);

        assertThatThrownBy(recovery::round).isInstanceOf(WorkflowsUnavailableException.class);
        JobId job = story.job();
        assertThatThrownBy(() -> story.reserve(job)).isInstanceOf(LedgerUnavailableException.class);

        story.workflows.setAway(false);
        story.workflows.stands(story.record(job), Standing.Phase.ASKING, 1);
        recovery.round();
        assertThat(story.reserve(job).kind()).isEqualTo(Placement.Kind.WAITING);
    }

    @Test
    void oneSilentWorkflowDoesNotHoldUpTheOthers() {
        story.workflows.silent(new JobId("01890a5d-ac96-774b-bcce-b302099a8057"));
        JobId running = stands(1, Standing.Phase.HOLDING, 1, "blue");
        story.emptyRedis();
        story.executor("blue", 1);

        recovery.round();

        assertThat(story.stores.ledgerRecovery().closed()).isEmpty();
        assertThat(story.stores.ledger().reservations()).containsExactly(new HeldReservation(running, 1, "blue"));
    }

    private JobId stands(int n, Standing.Phase phase, int attempt, @Nullable String executor) {
        return stands(n, phase, attempt, executor, LedgerStory.ONE_CORE);
    }

    private JobId stands(int n, Standing.Phase phase, int attempt, @Nullable String executor, String request) {
        JobId id = JobId.timeOrdered(SUBMITTED + n, new UUID(n, n));
        JobSpec spec = LedgerStory.spec(request);
        Reservation reservation = executor == null ? null : new Reservation(executor, "10.0.0.1", List.of());
        story.workflows.stands(new Standing(
                new JobInput(id, spec, new Rank(50, SUBMITTED + n), 60), phase, attempt, reservation, Set.of()));
        return id;
    }
}
