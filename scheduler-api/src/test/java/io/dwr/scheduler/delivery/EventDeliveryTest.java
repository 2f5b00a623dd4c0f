package io.dwr.scheduler.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Reservation;
import io.dwr.scheduler.LedgerStory;
import io.dwr.scheduler.reconciliation.JobRepair;
import io.dwr.scheduler.reconciliation.Repairs;
import io.dwr.scheduler.workflow.WorkflowState;
import io.dwr.scheduler.workflow.WorkflowsUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventDeliveryTest {
    private static final Duration NO_WAIT = Duration.ofMillis(50);

    private final LedgerStory story = new LedgerStory();
    private final JobRepair repair = Repairs.of(story);
    private final EventDelivery delivery =
            new EventDelivery(story.stores.ledgerEvents(), story.stores.ledger(), story.workflows, repair);

    @AfterEach
    void close() {
        story.close();
    }

    @Test
    void aGrantReachesItsWorkflowOnce() {
        JobId waiting = waitingJob();
        story.workflows.set(waiting, new WorkflowState.Open(false));
        story.executor("blue", 1);

        delivery.deliverNew("a", NO_WAIT);
        delivery.deliverNew("a", NO_WAIT);
        delivery.deliverAbandoned("b", Duration.ZERO);

        assertThat(story.workflows.calls()).containsExactly("granted " + waiting + " 1 blue");
        assertThat(story.stores.ledger().reservations()).hasSize(1);
    }

    @Test
    void aGrantForAClosedWorkflowIsReleasedAndGoesToTheNext() {
        JobId closed = waitingJob();
        JobId next = waitingJob();
        story.workflows.set(closed, new WorkflowState.Broken("terminated"));
        story.workflows.set(next, new WorkflowState.Open(false));
        story.executor("blue", 1);

        delivery.deliverNew("a", NO_WAIT);
        delivery.deliverNew("a", NO_WAIT);

        assertThat(story.workflows.calls())
                .containsExactly("granted " + closed + " 1 blue", "granted " + next + " 1 blue");
        assertThat(story.stores.ledger().reservations())
                .singleElement()
                .satisfies(held -> assertThat(held.jobId()).isEqualTo(next));
        delivery.deliverAbandoned("b", Duration.ZERO);
        assertThat(story.workflows.calls()).hasSize(2);
    }

    @Test
    void aRepeatedGrantOfATerminatedWorkflowKeepsTheRoomOfItsContainer() {
        JobId job = waitingJob();
        story.workflows.set(job, new WorkflowState.Broken("its workflow was terminated"));
        story.executor("blue", 1);
        assertThat(story.stores.ledger().begin(job, 1, new ExecutorId("blue"))).isTrue();

        delivery.deliverNew("a", NO_WAIT);
        assertThat(story.stores.ledger().reservations()).hasSize(1);

        story.stores.ledger().confirmGone(job, 1);
        delivery.deliverNew("a", NO_WAIT);
        assertThat(story.stores.ledger().reservations()).isEmpty();
        assertThat(story.record(job).status()).isEqualTo(JobStatus.ABORTED);
    }

    @Test
    void aGrantThatTemporalDoesNotTakeIsDeliveredAgainByAnotherScheduler() {
        JobId waiting = waitingJob();
        story.workflows.set(waiting, new WorkflowState.Open(false));
        story.executor("blue", 1);
        story.workflows.setAway(true);

        assertThatThrownBy(() -> delivery.deliverNew("a", NO_WAIT)).isInstanceOf(WorkflowsUnavailableException.class);
        assertThat(story.stores.ledger().reservations()).hasSize(1);

        story.workflows.setAway(false);
        delivery.deliverAbandoned("b", Duration.ZERO);
        delivery.deliverAbandoned("b", Duration.ZERO);
        assertThat(story.workflows.calls()).containsExactly("granted " + waiting + " 1 blue");
    }

    @Test
    void aJobOnADrainedExecutorIsToldToMove() {
        JobId job = waitingJob();
        story.workflows.set(job, new WorkflowState.Open(false));
        story.executor("blue", 1);
        delivery.deliverNew("a", NO_WAIT);

        story.stores.ledger().drain(new ExecutorId("blue"), Duration.ZERO);
        delivery.deliverNew("a", NO_WAIT);
        delivery.deliverAbandoned("b", Duration.ZERO);

        assertThat(story.workflows.calls())
                .containsExactly(
                        "granted " + job + " 1 blue",
                        "move " + job + " 1 executor blue is drained, and its deadline has passed");
    }

    @Test
    void aMoveOfATerminatedWorkflowClearsItsJobUp() {
        JobId job = waitingJob();
        story.workflows.set(job, new WorkflowState.Open(false));
        story.executor("blue", 1);
        delivery.deliverNew("a", NO_WAIT);
        story.workflows.set(job, new WorkflowState.Broken("its workflow was terminated"));

        story.stores.ledger().drain(new ExecutorId("blue"), Duration.ZERO);
        delivery.deliverNew("a", NO_WAIT);

        assertThat(story.record(job).status()).isEqualTo(JobStatus.ABORTED);
        assertThat(story.stores.ledger().reservations()).isEmpty();
    }

    @Test
    void aGoneContainerReachesTheWorkflow() {
        JobId job = supersededJob();
        story.workflows.set(job, new WorkflowState.Open(false));
        story.stores.ledger().confirmGone(job, 1);

        delivery.deliverNew("a", NO_WAIT);

        assertThat(story.workflows.calls()).containsExactly("gone " + job + " 1");
    }

    @Test
    void aGoneContainerOfATerminatedWorkflowEndsTheJob() {
        JobId job = supersededJob();
        story.workflows.set(job, new WorkflowState.Broken("its workflow was terminated"));
        story.stores.ledger().confirmGone(job, 1);

        delivery.deliverNew("a", NO_WAIT);

        assertThat(story.record(job).status()).isEqualTo(JobStatus.ABORTED);
        assertThat(story.record(job).reason()).isEqualTo(StatusReason.WORKFLOW_TERMINATED);
        assertThat(story.stores.ledger().reservations()).isEmpty();
    }

    private JobId waitingJob() {
        JobId id = story.job();
        assertThat(story.reserve(id).kind()).isEqualTo(Placement.Kind.WAITING);
        return id;
    }

    /** A job whose attempt began on executor green and was then declared over. */
    private JobId supersededJob() {
        story.executor("green", 1);
        JobId id = story.job();
        assertThat(story.reserve(id).kind()).isEqualTo(Placement.Kind.PLACED);
        assertThat(story.stores.ledger().begin(id, 1, new ExecutorId("green"))).isTrue();
        Outcome lost = new Outcome(StatusReason.EXECUTOR_LOST, null, "lost", null, null, Instant.now());
        AttemptRecord attempt = new AttemptRecord(1, new Reservation("green", "10.0.0.1", List.of()), lost);
        assertThat(story.stores
                        .ledger()
                        .supersede(id, attempt, story.settings.lostAfter())
                        .gone())
                .isFalse();
        return id;
    }
}
