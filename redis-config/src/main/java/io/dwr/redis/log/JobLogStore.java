package io.dwr.redis.log;

import io.dwr.model.job.JobId;
import io.dwr.model.log.LogLine;
import java.util.List;

/**
 * The log of each job: a list of lines, {@code job_logs:<job id>}, oldest first, readable with LRANGE alone. Capped in
 * lines and bytes: over the cap the first lines are kept in {@code job_log_head:<job id>}, the newest in the list, and a
 * marker, the first of these, says how many are gone between. Texts are exact by {@link io.dwr.model.log.LogBytes}.
 * Throws {@link io.dwr.redis.ledger.LedgerUnavailableException} when Redis does not answer.
 */
public interface JobLogStore {
    /**
     * Adds lines. Those that are known already are dropped, so that a repeated call adds nothing twice; an attempt
     * older than the newest that wrote adds nothing.
     *
     * @param sequence number of the first of {@code lines} within the attempt, from 0
     * @param position where the writer stands in the container's output, opaque here, for {@link #position}
     * @throws LogFullException when there is no memory for them: the writer may leave them out, and a marker stands there
     */
    void append(JobId jobId, int attempt, long sequence, List<LogLine> lines, String position);

    /** Adds an attempt's last line, for which there is always memory. */
    void close(JobId jobId, int attempt, long sequence, LogLine line, String position);

    /** Where the writer of an attempt stands, for a writer that takes over. */
    Position position(JobId jobId, int attempt);

    /** The last lines as stored, oldest first, about a MiB at most; dropped ones count, and are not there. */
    List<String> tail(JobId jobId, int lines);

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
     * Where a writer stands.
     *
     * @param nextSequence number of the next line
     * @param position what the last append gave; empty at the beginning
     */
    record Position(long nextSequence, String position) {}

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
