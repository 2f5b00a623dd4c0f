package io.dwr.scheduler.reconciliation;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Grant;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Reservation;
import io.dwr.model.placement.Supersession;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.ledger.Ledger;
import io.dwr.scheduler.settings.SchedulerSettings;
import io.dwr.scheduler.workflow.JobWorkflows;
import io.dwr.scheduler.workflow.WorkflowState;
import io.dwr.workflow.JobInput;
import io.dwr.workflow.Standing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Brings the record of one job and its workflow together again. May be repeated by anyone at any time. */
@Component
public final class JobRepair {
    private static final Logger LOG = LoggerFactory.getLogger(JobRepair.class);

    private final JobStore jobs;
    private final Ledger ledger;
    private final JobWorkflows workflows;
    private final RepairCounts counts;
    private final Clock clock;
    private final Duration lostAfter;
    private final Duration retention;

    JobRepair(
            JobStore jobs,
            Ledger ledger,
            JobWorkflows workflows,
            RepairCounts counts,
            Clock clock,
            SchedulerSettings settings) {
        this.counts = counts;
        this.jobs = jobs;
        this.ledger = ledger;
        this.workflows = workflows;
        this.clock = clock;
        this.lostAfter = settings.lostAfter();
        this.retention = settings.retention();
    }

    /**
     * Repairs the job if it has a record without a final status.
     *
     * @return whether it has
     */
    public boolean repair(JobId id) {
        Optional<JobRecord> live = jobs.find(id).filter(job -> !job.status().isFinal());
        live.ifPresent(this::repair);
        return live.isPresent();
    }

    /** Repairs the job unless its record is final. */
    public void repair(JobRecord job) {
        if (job.status().isFinal()) {
            return;
        }
        switch (workflows.state(job.id())) {
            case WorkflowState.Open open -> {
                if (!open.runsAttempt()) {
                    putBackInLine(job);
                }
            }
            case WorkflowState.Missing _ -> start(job);
            case WorkflowState.Ended ended -> settle(job, ended.end());
            case WorkflowState.Broken broken ->
                // Read again: nothing moves it any more, but something may have until just now.
                jobs.find(job.id())
                        .filter(present -> !present.status().isFinal())
                        .ifPresent(present -> clearUp(present, broken));
        }
    }

    /**
     * A workflow that waits for a grant would wait for ever when the ledger lost its place. It says itself for which
     * attempt; an older one that the ledger takes as running again is over.
     */
    private void putBackInLine(JobRecord job) {
        if (ledger.position(job.id()).isPresent()) {
            return;
        }
        workflows
                .standing(job.id())
                .filter(standing -> standing.phase() == Standing.Phase.WAITING && isOver(job, standing.attempt()))
                .ifPresent(this::putBackInLine);
    }

    private void putBackInLine(Standing standing) {
        JobInput job = standing.input();
        Placement placement = ledger.reserve(
                job.jobId(), standing.attempt(), job.rank(), job.spec().requirements(), standing.avoided());
        if (placement.kind() == Placement.Kind.STALE) {
            return;
        }
        counts.count(Repair.PUT_BACK);
        LOG.info("job {} attempt {}: waited in no line of Redis; put back", job.jobId(), standing.attempt());
        if (placement.reservation() != null) {
            workflows.granted(new Grant(job.jobId(), standing.attempt(), placement.reservation()));
        }
    }

    /** Whether nothing is left of the attempt in the record that the waiting one follows. */
    private boolean isOver(JobRecord job, int waiting) {
        if (job.attempt() == waiting) {
            return true;
        }
        AttemptRecord earlier =
                presentAttempt(job, StatusReason.EXECUTOR_ERROR, "Redis lost how it ended; the job goes on");
        if (earlier == null) {
            return true;
        }
        Supersession answer = ledger.supersede(job.id(), earlier, lostAfter);
        if (answer.outcome() != null) {
            ledger.endAttempt(job.id(), new AttemptRecord(earlier.number(), earlier.reservation(), answer.outcome()));
        }
        return answer.gone();
    }

    private void start(JobRecord job) {
        workflows.start(job);
        counts.count(Repair.STARTED);
        LOG.info("job {}: had a record and no workflow; started", job.id());
    }

    private void settle(JobRecord job, FinalRecord end) {
        ledger.finish(job.attempt(), end, retention);
        counts.count(Repair.SETTLED);
        LOG.info(
                "job {}: its workflow had ended as {}; its record now says so",
                job.id(),
                end.status().word());
    }

    /** A workflow that cannot clear up any more: its attempt is stopped first, and its room freed only then. */
    private void clearUp(JobRecord job, WorkflowState.Broken broken) {
        AttemptRecord present = presentAttempt(job, StatusReason.WORKFLOW_TERMINATED, broken.how());
        if (present != null && !ledger.supersede(job.id(), present, lostAfter).gone()) {
            LOG.info(
                    "job {} attempt {}: {}; its container is to stop on executor {}",
                    job.id(),
                    present.number(),
                    broken.how(),
                    present.reservation().executorId());
            return;
        }
        List<AttemptRecord> attempts = new ArrayList<>(job.attempts());
        if (present != null) {
            attempts.add(present);
        }
        String message = broken.how() + "; nothing of the job is left";
        ledger.finish(
                job.attempt(),
                new FinalRecord(
                        job.id(),
                        JobStatus.ABORTED,
                        StatusReason.WORKFLOW_TERMINATED,
                        message,
                        job.exitCode(),
                        attempts),
                retention);
        counts.count(Repair.CLEARED_UP);
        LOG.info("job {} ended: aborted, workflow_terminated ({})", job.id(), message);
    }

    /** The attempt that may still run, as ended from outside; null when the job holds nothing. */
    private @Nullable AttemptRecord presentAttempt(JobRecord job, StatusReason reason, String how) {
        Reservation reservation = job.reservation();
        if (reservation == null || job.stage() == Stage.WAITING || job.isBetweenAttempts()) {
            return null;
        }
        Outcome outcome = new Outcome(reason, null, how, null, job.startedAt(), clock.instant());
        return new AttemptRecord(job.attempt(), reservation, outcome);
    }
}
