package io.dwr.scheduler.stats;

import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.job.JobStore.PendingBySize;
import io.dwr.redis.ledger.Ledger;
import io.dwr.scheduler.executor.ClusterStats;
import io.dwr.scheduler.reconciliation.RepairCounts;
import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Figures of the queue and the cluster. */
@RestController
final class StatsController {
    private final JobStore jobs;
    private final Ledger ledger;
    private final RepairCounts repairs;
    private final Clock clock;

    StatsController(JobStore jobs, Ledger ledger, RepairCounts repairs, Clock clock) {
        this.repairs = repairs;
        this.jobs = jobs;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Everything at once.
     *
     * @param repairs what this scheduler has repaired since its start, by kind
     */
    record Stats(QueueStats queue, ClusterStats cluster, Map<String, Long> repairs, Instant timestamp) {}

    /**
     * The jobs.
     *
     * @param oldestPendingJob when it was submitted; null when none is pending
     * @param jobsByStatus of all that have a record
     */
    record QueueStats(
            long pendingJobs,
            long runningJobs,
            PendingBySize pendingBySize,
            @Nullable Instant oldestPendingJob,
            Map<String, Long> jobsByStatus) {}

    @GetMapping(path = "/stats", produces = MediaType.APPLICATION_JSON_VALUE)
    Stats stats(HttpServletRequest request) {
        QueryParameters.of(request).check();
        return new Stats(queue(), ClusterStats.of(ledger.executors()), repairs.sinceStart(), clock.instant());
    }

    private QueueStats queue() {
        Map<JobStatus, Long> counts = jobs.counts();
        Map<String, Long> byStatus = new TreeMap<>();
        for (JobStatus status : JobStatus.values()) {
            byStatus.put(status.word(), counts.getOrDefault(status, 0L));
        }
        return new QueueStats(
                counts.getOrDefault(JobStatus.PENDING, 0L),
                counts.getOrDefault(JobStatus.RUNNING, 0L),
                jobs.pendingBySize(),
                jobs.oldestPending().map(JobRecord::createdAt).orElse(null),
                byStatus);
    }
}
