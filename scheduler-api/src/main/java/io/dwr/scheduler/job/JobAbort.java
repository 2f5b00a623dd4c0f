package io.dwr.scheduler.job;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.redis.job.JobStore;
import io.dwr.scheduler.problem.ProblemException;
import io.dwr.scheduler.reconciliation.JobRepair;
import io.dwr.scheduler.request.JobPath;
import io.dwr.scheduler.workflow.JobWorkflows;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Asks jobs to stop. They are aborted once their container is gone, which takes a moment longer. */
@Component
final class JobAbort {
    private static final Logger LOG = LoggerFactory.getLogger(JobAbort.class);

    private final JobStore jobs;
    private final JobWorkflows workflows;
    private final JobRepair repair;
    private final JobPages pages;

    JobAbort(JobStore jobs, JobWorkflows workflows, JobRepair repair, JobPages pages) {
        this.jobs = jobs;
        this.workflows = workflows;
        this.repair = repair;
        this.pages = pages;
    }

    /** Asks one job to stop, and gives it as it stands right after. */
    JobRecord abort(JobId id, @Nullable String reason) {
        JobRecord job = live(id);
        if (workflows.abort(id, reason)) {
            LOG.info("job {} asked to stop: {}", id, reason == null ? "no reason given" : reason);
            return jobs.find(id).orElse(job);
        }
        // Not started yet, or ended while its record lags behind.
        repair.repair(job);
        if (workflows.abort(id, reason)) {
            LOG.info("job {} started and asked to stop: {}", id, reason == null ? "no reason given" : reason);
        }
        return live(id);
    }

    private JobRecord live(JobId id) {
        JobRecord job = jobs.find(id).orElseThrow(() -> JobPath.notFound(id));
        if (job.status().isFinal()) {
            throw ProblemException.wrongState(
                    "Job " + id + " has ended as " + job.status().word() + ", which never changes; nothing is left to"
                            + " stop.",
                    pages.view(job));
        }
        return job;
    }
}
