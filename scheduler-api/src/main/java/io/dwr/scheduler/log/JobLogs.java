package io.dwr.scheduler.log;

import io.dwr.model.job.JobId;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.log.JobLogStore;
import io.dwr.scheduler.request.JobPath;
import org.springframework.stereotype.Component;

/** Reads logs by offset, and knows when one is complete. */
@Component
final class JobLogs {
    private final JobLogStore logs;
    private final JobStore jobs;

    JobLogs(JobLogStore logs, JobStore jobs) {
        this.logs = logs;
        this.jobs = jobs;
    }

    JobLogStore.Page read(JobId id, long offset, int limit) {
        return logs.read(id, offset, limit);
    }

    /** For a reader that follows. */
    JobLogStore.Page readOn(JobId id, long offset, int limit) {
        return logs.readOn(id, offset, limit);
    }

    void requireJob(JobId id) {
        if (jobs.find(id).isEmpty()) {
            throw JobPath.notFound(id);
        }
    }

    /** Whether nothing is written any more: a log is complete before its job's final status is visible. */
    boolean ended(JobId id) {
        return jobs.find(id).map(job -> job.status().isFinal()).orElse(true);
    }

    /** Offset of the first line that the query wants. */
    long firstOffset(JobId id, LogQuery query) {
        if (query.tail() == LogQuery.ALL) {
            return query.since();
        }
        return Math.max(query.since(), logs.length(id) - query.tail());
    }
}
