package io.dwr.scheduler.workflow;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.redis.job.JobStore;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Starts the workflows of stored jobs. A start that Temporal does not answer is owed: it is tried again soon by this
 * scheduler, and by reconciliation in any case, so that a job is accepted once its record is stored.
 */
@Component
public final class JobStarter {
    private static final Logger LOG = LoggerFactory.getLogger(JobStarter.class);
    private static final int MOST_OWED = 100_000;

    private final JobWorkflows workflows;
    private final JobStore jobs;
    private final Set<JobId> owed = ConcurrentHashMap.newKeySet();

    public JobStarter(JobWorkflows workflows, JobStore jobs) {
        this.workflows = workflows;
        this.jobs = jobs;
    }

    /** Starts the job's workflow, now or as soon as Temporal answers. */
    public void start(JobRecord job) {
        try {
            workflows.start(job);
        } catch (WorkflowsUnavailableException away) {
            if (owed.size() < MOST_OWED) {
                owed.add(job.id());
            }
            LOG.warn("job {} is stored and not started yet: {}", job.id(), away.getMessage());
        }
    }

    /** Tries again what is owed, until Temporal does not answer. */
    public void startOwed() {
        Iterator<JobId> ids = owed.iterator();
        while (ids.hasNext()) {
            JobId id = ids.next();
            jobs.find(id).filter(job -> !job.status().isFinal()).ifPresent(workflows::start);
            ids.remove();
            LOG.info("job {} started, now that Temporal answers", id);
        }
    }
}
