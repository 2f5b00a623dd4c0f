package io.dwr.scheduler.reconciliation;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Reservation;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.Ledger.HeldReservation;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.scheduler.settings.SchedulerSettings;
import io.dwr.scheduler.workflow.JobWorkflows;
import io.dwr.scheduler.workflow.StandingUnknownException;
import io.dwr.scheduler.workflow.WorkflowState;
import io.dwr.scheduler.workflow.WorkflowsUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * One pass over what may have come apart: records without an end whose workflow is missing or closed, and reservations
 * that no live job has. Waiting jobs are looked at in turns, so that a long line costs a pass no more than a short one.
 */
@Component
public final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    private static final int MOST_IDS = 200_000;
    private static final int JOBS_A_PASS = 300;

    private final JobStore jobs;
    private final Ledger ledger;
    private final JobWorkflows workflows;
    private final JobRepair repair;
    private final RepairCounts counts;
    private final Clock clock;
    private final SchedulerSettings settings;

    private final Map<HeldReservation, Instant> suspects = new HashMap<>();
    private @Nullable JobId lastChecked;

    Reconciliation(
            JobStore jobs,
            Ledger ledger,
            JobWorkflows workflows,
            JobRepair repair,
            RepairCounts counts,
            Clock clock,
            SchedulerSettings settings) {
        this.jobs = jobs;
        this.ledger = ledger;
        this.workflows = workflows;
        this.repair = repair;
        this.counts = counts;
        this.clock = clock;
        this.settings = settings;
    }

    /** Repairs what is older than the minimum age. */
    public synchronized void pass() {
        Duration age = settings.reconciliation().minimumAge();
        Set<JobId> checked = new HashSet<>();
        List<JobId> unfinished = jobs.unfinished(age, MOST_IDS);
        List<HeldReservation> reservations = ledger.reservations();
        for (JobId id : workflows.brokenLately(
                settings.reconciliation().interval().plus(age).multipliedBy(3))) {
            repairOnce(id, checked);
        }
        for (JobId id : turn(unfinished.stream().sorted().toList())) {
            repairOnce(id, checked);
        }
        reservations.forEach(held -> apart(held.jobId(), () -> checkReservation(held)));
        suspects.keySet().retainAll(Set.copyOf(reservations));
    }

    private void repairOnce(JobId id, Set<JobId> checked) {
        if (checked.add(id)) {
            apart(id, () -> repair.repair(id));
        }
    }

    /** A fault of one job hides no other; only what is away for all ends the pass. */
    private static void apart(JobId id, Runnable step) {
        try {
            step.run();
        } catch (LedgerUnavailableException | WorkflowsUnavailableException away) {
            throw away;
        } catch (StandingUnknownException silent) {
            LOG.warn("job {}: {}; it is asked again", id, silent.getMessage());
        } catch (RuntimeException fault) {
            LOG.error("job {} could not be repaired; it is tried again", id, fault);
        }
    }

    /** The next part of the jobs, in the order of their ids, beginning again after the last. */
    private List<JobId> turn(List<JobId> unfinished) {
        JobId last = lastChecked;
        List<JobId> rest = last == null
                ? unfinished
                : unfinished.stream().filter(id -> id.compareTo(last) > 0).toList();
        List<JobId> turn = rest.subList(0, Math.min(JOBS_A_PASS, rest.size()));
        lastChecked = turn.size() < rest.size() ? turn.getLast() : null;
        return turn;
    }

    /** A reservation of a job whose record has ended or is gone: nobody else would free it. */
    private void checkReservation(HeldReservation held) {
        Optional<JobRecord> job = jobs.find(held.jobId());
        if (job.isPresent() && !job.get().status().isFinal()) {
            suspects.remove(held);
            return;
        }
        Instant firstSeen = suspects.computeIfAbsent(held, _ -> clock.instant());
        boolean old = !firstSeen.plus(settings.reconciliation().minimumAge()).isAfter(clock.instant());
        if (old && !(workflows.state(held.jobId()) instanceof WorkflowState.Open)) {
            free(held);
        }
    }

    private void free(HeldReservation held) {
        Outcome outcome = new Outcome(
                StatusReason.WORKFLOW_TERMINATED,
                null,
                "a reservation without a live workflow",
                null,
                null,
                clock.instant());
        AttemptRecord attempt =
                new AttemptRecord(held.attempt(), new Reservation(held.executorId(), "", List.of()), outcome);
        if (ledger.supersede(held.jobId(), attempt, settings.lostAfter()).gone()) {
            ledger.release(held.jobId(), held.attempt());
            counts.count(Repair.FREED);
            LOG.info(
                    "job {} attempt {}: held room on executor {} without a live workflow; it is free again",
                    held.jobId(),
                    held.attempt(),
                    held.executorId());
        }
    }
}
