package io.dwr.redis.log;

import io.dwr.model.job.JobId;
import java.util.List;

/**
 * The log of each job: a list of lines, {@code job_logs:<job id>}, oldest first, readable with LRANGE alone. Capped in
 * lines and bytes: over the cap the first lines are kept in {@code job_log_head:<job id>}, the newest in the list, and a
 * marker, the first of these, says how many are gone between. Texts are exact by {@link io.dwr.model.log.LogBytes}.
 * Throws {@link io.dwr.redis.ledger.LedgerUnavailableException} when Redis does not answer.
 */
public interface JobLogStore extends ExecutorLogStore {
    /** How many lines were ever stored, the dropped ones counted: the offset of the next one. */
    long length(JobId jobId);

    /**
     * Lines as stored, from an offset on, about a MiB at most. A page has no gap: it ends where lines are missing, and is
     * empty at the end of the log alone.
     *
     * @param offset number of the line in the whole log, from 0, the dropped ones counted
     */
    Page read(JobId jobId, long offset, int limit);

    /**
     * As {@link #read}, for a reader that goes on while the job does. When its next line is gone already, it gets none of
     * the oldest that are kept, which go as fast, but those from their middle on, and a mark says how many it lacks.
     */
    Page readOn(JobId jobId, long offset, int limit);

    /**
     * Part of a log.
     *
     * @param lines as stored; the first is a mark where lines are missing, and stands for the last of these
     * @param firstOffset offset of the first line here; larger than asked for when lines were dropped
     * @param nextOffset where to go on
     * @param dropped lines that the cap has taken, in all
     */
    record Page(List<String> lines, long firstOffset, long nextOffset, long dropped) {}
}
