package io.dwr.scheduler.log;

import io.dwr.model.job.JobId;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.log.JobLogStore;
import io.dwr.scheduler.request.JobPath;
import java.util.ArrayList;
import java.util.List;
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

    /** Where the cap has taken what was asked for, the mark of it counts what this reader lacks. */
    JobLogStore.Page read(JobId id, long offset, int limit) {
        JobLogStore.Page page = logs.read(id, offset, limit);
        long missing = page.firstOffset() - offset + 1;
        if (page.lines().isEmpty() || missing == 1 || missing == page.dropped()) {
            return page;
        }
        List<String> lines = new ArrayList<>(page.lines());
        String time = lines.getFirst().substring(0, lines.getFirst().indexOf(' '));
        lines.set(
                0,
                time + " " + LogSource.SYSTEM.word() + " " + LogLine.MARK + missing
                        + " lines are missing here: the log's cap has taken them");
        return new JobLogStore.Page(lines, page.firstOffset(), page.nextOffset(), page.dropped());
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
