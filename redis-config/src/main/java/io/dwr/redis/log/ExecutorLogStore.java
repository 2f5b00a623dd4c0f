package io.dwr.redis.log;

import io.dwr.model.job.JobId;
import io.dwr.model.log.LogLine;
import java.util.List;

/**
 * The part of the {@link JobLogStore} that executors have: what they write, where they stand in it, and the last lines.
 * Throws {@link io.dwr.redis.ledger.LedgerUnavailableException} when Redis does not answer.
 */
public interface ExecutorLogStore {
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

    /**
     * Where a writer stands.
     *
     * @param nextSequence number of the next line
     * @param position what the last append gave; empty at the beginning
     */
    record Position(long nextSequence, String position) {}
}
