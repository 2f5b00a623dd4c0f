package io.dwr.scheduler.recovery;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.Reservation;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.ledger.LedgerRecovery;
import io.dwr.scheduler.reconciliation.JobRepair;
import io.dwr.scheduler.reconciliation.Repair;
import io.dwr.scheduler.reconciliation.RepairCounts;
import io.dwr.scheduler.workflow.JobWorkflows;
import io.dwr.workflow.JobInput;
import io.dwr.workflow.Standing;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells a closed ledger where one job stands, as its workflow knows it. May be repeated, and in any order of jobs. */
@Component
final class JobTeller {
    private static final Logger LOG = LoggerFactory.getLogger(JobTeller.class);

    private final JobWorkflows workflows;
    private final JobStore jobs;
    private final LedgerRecovery recovery;
    private final JobRepair repair;
    private final RepairCounts counts;

    JobTeller(JobWorkflows workflows, JobStore jobs, LedgerRecovery recovery, JobRepair repair, RepairCounts counts) {
        this.counts = counts;
        this.workflows = workflows;
        this.jobs = jobs;
        this.recovery = recovery;
        this.repair = repair;
    }

    /**
     * A job without an open workflow has ended or never started: its record, if there is one, is brought to that.
     *
     * @param mark of the closing
     */
    void tell(JobId id, String mark) {
        Optional<Standing> standing = workflows.standing(id);
        if (standing.isEmpty()) {
            repair.repair(id);
            return;
        }
        tell(standing.get(), mark);
    }

    private void tell(Standing standing, String mark) {
        counts.count(Repair.RETOLD);
        JobInput job = standing.input();
        jobs.restore(job.jobId(), job.spec(), Instant.ofEpochMilli(job.rank().submittedAtMillis()));
        switch (standing.phase()) {
            case IDLE -> recovery.settle(job.jobId(), standing.attempt(), mark);
            // Asks by itself, and is answered once the ledger is open.
            case ASKING -> recovery.settle(job.jobId(), standing.attempt() - 1, mark);
            case WAITING ->
                recovery.rejoin(
                        job.jobId(), standing.attempt(), job.rank(), job.spec().requirements(), standing.avoided());
            case HOLDING -> adopt(job, standing);
        }
    }

    private void adopt(JobInput job, Standing standing) {
        Reservation reservation = standing.reservation();
        if (reservation == null) {
            throw new IllegalStateException("a standing that holds has a reservation");
        }
        if (!recovery.adopt(
                job.jobId(), standing.attempt(), reservation, job.spec().requirements())) {
            LOG.info(
                    "job {} attempt {}: the ledger knows of its end or of another place than executor {}",
                    job.jobId(),
                    standing.attempt(),
                    reservation.executorId());
        }
    }
}
