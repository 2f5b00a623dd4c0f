package io.dwr.scheduler.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Reservation;
import io.dwr.scheduler.LedgerStory;
import io.dwr.scheduler.settings.ReconciliationSettings;
import io.dwr.scheduler.settings.SchedulerSettings;
import io.dwr.scheduler.workflow.WorkflowState;
import io.dwr.workflow.Standing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private final LedgerStory story = new LedgerStory();
    private final LaterClock clock = new LaterClock();
    private final Reconciliation reconciliation = reconciliation(Duration.ZERO);

    @AfterEach
    void close() {
        story.close();
    }

    @Test
    void aRecordWithoutWorkflowIsStarted() {
        JobId job = story.job();
        reconciliation.pass();
        assertThat(story.workflows.calls()).containsExactly("start " + job);
        assertThat(story.repairs.sinceStart()).containsEntry("started", 1L).containsEntry("settled", 0L);
    }

    @Test
    void aYoungRecordIsLeftAlone() {
        story.job();
        reconciliation(Duration.ofMinutes(1)).pass();
        assertThat(story.workflows.calls()).isEmpty();
    }

    @Test
    void anOpenWorkflowIsLeftAlone() {
        JobId job = story.job();
        story.workflows.set(job, new WorkflowState.Open(false));
        reconciliation.pass();
        assertThat(story.workflows.calls()).isEmpty();
        assertThat(story.record(job).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void aRecordBehindItsEndedWorkflowIsSettled() {
        JobId job = placedJob();
        story.workflows.set(
                job,
                new WorkflowState.Ended(
                        new FinalRecord(job, JobStatus.FAILED, StatusReason.EXIT_CODE, "exit code 3", 3, List.of())));
        reconciliation.pass();
        assertThat(story.record(job).status()).isEqualTo(JobStatus.FAILED);
        assertThat(story.record(job).exitCode()).isEqualTo(3);
        assertThat(story.stores.ledger().reservations()).isEmpty();
    }

    @Test
    void aTerminatedWaitingJobEndsAtOnce() {
        JobId job = story.job();
        assertThat(story.reserve(job).kind()).isEqualTo(Placement.Kind.WAITING);
        story.workflows.set(job, new WorkflowState.Broken("its workflow was terminated"));
        reconciliation.pass();
        assertThat(story.record(job).status()).isEqualTo(JobStatus.ABORTED);
        assertThat(story.record(job).reason()).isEqualTo(StatusReason.WORKFLOW_TERMINATED);
        assertThat(story.stores.ledger().position(job)).isEmpty();
    }

    @Test
    void aTerminatedRunningJobKeepsItsRoomUntilItsContainerIsGone() {
        JobId job = placedJob();
        assertThat(story.stores.ledger().begin(job, 1, new ExecutorId("blue"))).isTrue();
        story.workflows.set(job, new WorkflowState.Broken("its workflow was terminated"));

        reconciliation.pass();
        reconciliation.pass();
        assertThat(story.record(job).status().isFinal()).isFalse();
        assertThat(story.stores.ledger().reservations()).hasSize(1);

        story.stores.ledger().confirmGone(job, 1);
        reconciliation.pass();
        assertThat(story.record(job).status()).isEqualTo(JobStatus.ABORTED);
        assertThat(story.record(job).attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.number()).isEqualTo(1));
        assertThat(story.stores.ledger().reservations()).isEmpty();
    }

    @Test
    void aTerminatedJobThatWaitedAgainShowsNoAttemptThatNeverWas() {
        JobId job = jobAfterALostAttempt();
        JobId other = story.job();
        assertThat(story.reserve(other).kind()).isEqualTo(Placement.Kind.PLACED);
        JobRecord record = story.record(job);
        Placement second = story.stores
                .ledger()
                .reserve(job, 2, record.rank(), record.spec().requirements(), Set.of());
        assertThat(second.kind()).isEqualTo(Placement.Kind.WAITING);
        story.workflows.set(job, new WorkflowState.Broken("its workflow was terminated"));

        reconciliation.pass();

        assertThat(story.record(job).status()).isEqualTo(JobStatus.ABORTED);
        assertThat(story.record(job).attempts()).hasSize(1);
    }

    @Test
    void aRecordThatIsNotTheNewestAnyMoreFreesNothing() {
        story.executor("blue", 1);
        JobId job = story.job();
        JobRecord old = story.record(job);
        assertThat(story.reserve(job).kind()).isEqualTo(Placement.Kind.PLACED);
        assertThat(story.stores.ledger().begin(job, 1, new ExecutorId("blue"))).isTrue();
        story.workflows.set(job, new WorkflowState.Broken("its workflow was terminated"));

        Repairs.of(story).repair(old);

        assertThat(story.record(job).status().isFinal()).isFalse();
        assertThat(story.stores.ledger().reservations()).hasSize(1);
    }

    @Test
    void aJobThatWaitsInNoLineIsPutBack() {
        JobId job = story.job();
        story.workflows.stands(story.record(job), Standing.Phase.WAITING, 1);

        reconciliation.pass();
        assertThat(story.stores.ledger().position(job)).hasValue(1);

        story.executor("blue", 1);
        assertThat(story.stores.ledger().reservations())
                .singleElement()
                .satisfies(held -> assertThat(held.jobId()).isEqualTo(job));
    }

    @Test
    void aJobThatWaitsInNoLineIsGrantedTheRoomThatIsThere() {
        story.executor("blue", 1);
        JobId job = story.job();
        story.workflows.stands(story.record(job), Standing.Phase.WAITING, 1);

        reconciliation.pass();

        assertThat(story.workflows.calls()).containsExactly("granted " + job + " 1 blue");
    }

    @Test
    void aJobWhoseNextAttemptWasLostIsPutBackWithIt() {
        JobId job = jobAfterALostAttempt();
        story.executor("green", 1);
        story.workflows.stands(story.record(job), Standing.Phase.WAITING, 2);

        reconciliation.pass();

        assertThat(story.workflows.calls()).containsExactly("granted " + job + " 2 green");
    }

    @Test
    void anAttemptThatRedisTakesAsRunningAgainIsOverBeforeTheNextGoes() {
        JobId job = placedJob();
        assertThat(story.stores.ledger().begin(job, 1, new ExecutorId("blue"))).isTrue();
        story.workflows.stands(story.record(job), Standing.Phase.WAITING, 2);

        reconciliation.pass();
        assertThat(story.workflows.calls()).isEmpty();
        story.stores.ledger().confirmGone(job, 1);
        reconciliation.pass();

        assertThat(story.workflows.calls()).containsExactly("granted " + job + " 2 blue");
        assertThat(story.stores.ledger().reservations()).hasSize(1);
    }

    @Test
    void anAttemptThatEndedByItselfMeanwhileLeavesTheJobPendingWithThatEnd() {
        JobId job = placedJob();
        ExecutorId blue = new ExecutorId("blue");
        Outcome exited = new Outcome(StatusReason.EXIT_CODE, 4, "exit code 4", "c0ffee", Instant.now(), Instant.now());
        assertThat(story.stores.ledger().begin(job, 1, blue)).isTrue();
        story.stores.ledger().progress(job, 1, Stage.RUNNING, Instant.now(), null);
        story.stores.ledger().tellOutcome(job, 1, blue, exited);
        story.workflows.stands(story.record(job), Standing.Phase.WAITING, 2);
        reconciliation.pass();
        story.stores.ledger().confirmGone(job, 1);

        reconciliation.pass();

        assertThat(story.record(job).status()).isEqualTo(JobStatus.PENDING);
        assertThat(story.record(job).attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.outcome()).isEqualTo(exited));
    }

    @Test
    void aJobThatDoesNotWaitIsLeftToItsWorkflow() {
        JobId job = jobAfterALostAttempt();
        story.workflows.set(job, new WorkflowState.Open(false));
        JobId running = story.job();
        story.workflows.stands(story.record(running), Standing.Phase.WAITING, 1);
        story.workflows.set(running, new WorkflowState.Open(true));

        reconciliation.pass();

        assertThat(story.workflows.calls()).isEmpty();
        assertThat(story.stores.ledger().reservations()).isEmpty();
    }

    @Test
    void aFaultOfOneJobHidesNoOther() {
        JobId faulty = story.job();
        JobId other = story.job();
        story.workflows.setFaulty(faulty);

        reconciliation.pass();

        assertThat(story.workflows.calls()).containsExactly("start " + other);
    }

    @Test
    void idsOfSchedulersWhoseClocksDifferAreAllLookedAt() {
        IntStream.range(0, 299).forEach(_ -> story.job());
        story.stores
                .jobStore()
                .create(
                        JobId.timeOrdered(System.currentTimeMillis() + 60_000, UUID.randomUUID()),
                        LedgerStory.spec(LedgerStory.ONE_CORE),
                        Instant.now(),
                        null);
        JobId last = story.job();

        reconciliation.pass();
        reconciliation.pass();

        assertThat(story.workflows.calls()).contains("start " + last);
    }

    @Test
    void aReservationWithoutRecordIsFreedWhenItIsOldEnough() {
        JobId job = placedJob();
        story.stores.ledger().reservations();
        story.forget(job);
        Reconciliation patient = reconciliation(Duration.ofMinutes(1));
        patient.pass();
        assertThat(story.stores.ledger().reservations()).hasSize(1);
        clock.forward(Duration.ofMinutes(2));
        patient.pass();
        assertThat(story.stores.ledger().reservations()).isEmpty();
    }

    @Test
    void aReservationOfAnOpenWorkflowIsKept() {
        JobId job = placedJob();
        story.workflows.set(job, new WorkflowState.Open(false));
        story.forget(job);
        reconciliation.pass();
        assertThat(story.stores.ledger().reservations()).hasSize(1);
    }

    private JobId jobAfterALostAttempt() {
        JobId job = placedJob();
        Outcome lost = new Outcome(StatusReason.EXECUTOR_LOST, null, "lost", null, null, Instant.now());
        story.stores
                .ledger()
                .endAttempt(job, new AttemptRecord(1, new Reservation("blue", "10.0.0.1", List.of()), lost));
        return job;
    }

    private JobId placedJob() {
        story.executor("blue", 1);
        JobId job = story.job();
        assertThat(story.reserve(job).kind()).isEqualTo(Placement.Kind.PLACED);
        return job;
    }

    private Reconciliation reconciliation(Duration minimumAge) {
        SchedulerSettings given = story.settings;
        SchedulerSettings settings = new SchedulerSettings(
                given.host(),
                given.port(),
                given.redis(),
                given.temporal(),
                given.lostAfter(),
                given.requestLimits(),
                given.retention(),
                given.placement(),
                given.quotas(),
                new ReconciliationSettings(Duration.ofSeconds(1), minimumAge));
        return new Reconciliation(
                story.stores.jobStore(),
                story.stores.ledger(),
                story.workflows,
                Repairs.of(story),
                story.repairs,
                clock,
                settings);
    }

    private static final class LaterClock extends Clock {
        private Duration offset = Duration.ZERO;

        void forward(Duration time) {
            offset = offset.plus(time);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(offset);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
