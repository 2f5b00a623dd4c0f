package io.dwr.scheduler.recovery;

import io.dwr.model.job.JobId;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.ledger.LedgerRecovery;
import io.dwr.scheduler.queue.QuotaKeeper;
import io.dwr.scheduler.workflow.JobWorkflows;
import io.dwr.scheduler.workflow.StandingUnknownException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Rebuilds a ledger that closed itself, from the workflows that are open, and opens it again. Several schedulers may do
 * so at once: whatever is told twice changes nothing.
 */
@Component
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int MOST_JOBS = 200_000;
    private static final int AT_ONCE = 16;

    private final LedgerRecovery ledger;
    private final JobWorkflows workflows;
    private final JobStore jobs;
    private final JobTeller teller;
    private final QuotaKeeper quotas;

    Recovery(LedgerRecovery ledger, JobWorkflows workflows, JobStore jobs, JobTeller teller, QuotaKeeper quotas) {
        this.ledger = ledger;
        this.workflows = workflows;
        this.jobs = jobs;
        this.teller = teller;
        this.quotas = quotas;
    }

    /** Rebuilds the ledger if it is closed. */
    void round() {
        Optional<String> mark = ledger.closed();
        if (mark.isEmpty()) {
            return;
        }
        long begun = System.nanoTime();
        quotas.announce();
        Set<JobId> open = new TreeSet<>(workflows.open());
        open.addAll(jobs.unfinished(Duration.ZERO, MOST_JOBS));
        List<JobId> silent = tellAll(open, mark.get());
        if (!ledger.reopen(mark.get())) {
            return;
        }
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        LOG.info("the ledger was emptied or its Redis restarted: told again of {} jobs in {} ms", open.size(), millis);
        if (!silent.isEmpty()) {
            LOG.error(
                    "the workflows of {} jobs do not tell where they stand, such as {}: what they hold counts as free"
                            + " unless an executor reports it; look at them in the Temporal Web UI",
                    silent.size(),
                    silent.getFirst());
        }
    }

    /** Tells the ledger of each job; gives those whose workflow does not say where it stands. */
    private List<JobId> tellAll(Set<JobId> open, String mark) {
        List<JobId> silent = new ArrayList<>();
        try (ExecutorService tellers =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Future<Boolean>> told = open.stream()
                    .map(id -> tellers.submit(() -> tell(id, mark)))
                    .toList();
            int next = 0;
            for (JobId id : open) {
                if (!answer(told.get(next++))) {
                    silent.add(id);
                }
            }
        }
        return silent;
    }

    private boolean tell(JobId id, String mark) {
        try {
            teller.tell(id, mark);
            return true;
        } catch (StandingUnknownException odd) {
            LOG.warn("job {}: {}", id, odd.getMessage());
            return false;
        }
    }

    private static boolean answer(Future<Boolean> told) {
        try {
            return told.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the scheduler stops", stopped);
        }
    }
}
