package io.dwr.scheduler.job;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.redis.job.JobStore;
import io.dwr.scheduler.workflow.JobWorkflows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Asks all jobs to stop that have been running for longer than a time. */
@Component
final class JobCleanup {
    private static final Logger LOG = LoggerFactory.getLogger(JobCleanup.class);
    private static final int PAGE = 500;

    private final JobStore jobs;
    private final JobWorkflows workflows;
    private final Clock clock;

    JobCleanup(JobStore jobs, JobWorkflows workflows, Clock clock) {
        this.jobs = jobs;
        this.workflows = workflows;
        this.clock = clock;
    }

    /**
     * Aborts what became running before {@code period} ago, counted from the change of its status.
     *
     * @return how many jobs were asked to stop
     */
    int abortRunningLongerThan(Duration period) {
        Instant limit = clock.instant().minus(period);
        String reason = "cleanup: it ran longer than " + period.toMinutes() + " minutes";
        int asked = 0;
        List<JobRecord> page = jobs.list(JobStatus.RUNNING, PAGE, null);
        while (!page.isEmpty()) {
            for (JobRecord job : page) {
                if (job.statusAt().isBefore(limit) && workflows.abort(job.id(), reason)) {
                    LOG.info("job {} asked to stop: {}", job.id(), reason);
                    asked++;
                }
            }
            JobId last = page.getLast().id();
            page = page.size() < PAGE ? List.of() : jobs.list(JobStatus.RUNNING, PAGE, last);
        }
        return asked;
    }
}
