package io.dwr.executor.attempt;

import io.dwr.model.job.JobId;
import io.dwr.model.log.LogLine;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.log.ExecutorLogStore;
import io.dwr.redis.log.LogFullException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Logs in memory. */
public final class FakeLogStore implements ExecutorLogStore {
    private final Map<JobId, List<LogLine>> lines = new HashMap<>();
    private final Map<String, Position> positions = new HashMap<>();
    public volatile boolean away;
    public volatile boolean full;

    /** Whether the writer may leave lines out that were never refused. */
    public volatile boolean mayMiss;

    private long refused;
    private long missing;

    /** Lines that were not taken. */
    public synchronized long refused() {
        return refused;
    }

    /** Lines that a later one shows to be left out. */
    public synchronized long missing() {
        return missing;
    }

    private void answer() {
        if (away) {
            throw new LedgerUnavailableException("Redis is away", new IllegalStateException("test"));
        }
    }

    @Override
    public synchronized void append(JobId jobId, int attempt, long sequence, List<LogLine> added, String position) {
        answer();
        if (full) {
            refused += added.size();
            throw new LogFullException(new IllegalStateException("Redis is out of memory"));
        }
        add(jobId, attempt, sequence, added, position);
    }

    @Override
    public synchronized void close(JobId jobId, int attempt, long sequence, LogLine line, String position) {
        answer();
        add(jobId, attempt, sequence, List.of(line), position);
    }

    private void add(JobId jobId, int attempt, long sequence, List<LogLine> added, String position) {
        long next = position(jobId, attempt).nextSequence();
        if (sequence > next) {
            if (sequence - next > refused && !mayMiss) {
                throw new IllegalStateException("gap: " + sequence + " after " + next);
            }
            missing += sequence - next;
            next = sequence;
        }
        int known = (int) Math.min(added.size(), next - sequence);
        lines.computeIfAbsent(jobId, key -> new ArrayList<>()).addAll(added.subList(known, added.size()));
        positions.put(jobId + "." + attempt, new Position(Math.max(next, sequence + added.size()), position));
    }

    @Override
    public synchronized Position position(JobId jobId, int attempt) {
        answer();
        return positions.getOrDefault(jobId + "." + attempt, new Position(0, ""));
    }

    /** All lines as they were added. */
    public synchronized List<LogLine> of(JobId jobId) {
        return List.copyOf(lines.getOrDefault(jobId, List.of()));
    }

    @Override
    public synchronized List<String> tail(JobId jobId, int count) {
        return of(jobId).stream().map(LogLine::stored).toList();
    }
}
