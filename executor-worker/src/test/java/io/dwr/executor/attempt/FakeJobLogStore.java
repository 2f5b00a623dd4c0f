package io.dwr.executor.attempt;

import io.dwr.model.job.JobId;
import io.dwr.model.log.LogLine;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.log.JobLogStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Logs in memory. */
public final class FakeJobLogStore implements JobLogStore {
    private final Map<JobId, List<LogLine>> lines = new HashMap<>();
    private final Map<String, Position> positions = new HashMap<>();
    public volatile boolean away;

    private void answer() {
        if (away) {
            throw new LedgerUnavailableException("Redis is away", new IllegalStateException("test"));
        }
    }

    @Override
    public synchronized void append(JobId jobId, int attempt, long sequence, List<LogLine> added, String position) {
        answer();
        long next = position(jobId, attempt).nextSequence();
        if (sequence > next) {
            throw new IllegalStateException("gap: " + sequence + " after " + next);
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

    @Override
    public Page read(JobId jobId, long offset, int limit) {
        throw new UnsupportedOperationException();
    }
}
