package io.dwr.executor.log;

import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.JobId;
import io.dwr.redis.log.ExecutorLogStore;
import java.time.InstantSource;
import java.util.List;

/** Opens the logs of attempts, over the store and the disk. */
public final class AttemptLogs {
    private final ExecutorLogStore store;
    private final LogSpools spools;
    private final InstantSource clock;

    public AttemptLogs(ExecutorLogStore store, LogSpools spools, InstantSource clock) {
        this.store = store;
        this.spools = spools;
        this.clock = clock;
    }

    /**
     * What the output is like.
     *
     * @param terminal whether the container has a terminal
     * @param init whether the small init runs in it
     */
    public record Kind(boolean terminal, boolean init) {}

    /**
     * The log of an attempt from where an earlier process left it, if there was one.
     *
     * @throws io.dwr.redis.ledger.LedgerUnavailableException when the store does not answer
     */
    public AttemptLog open(HeldAttempt attempt, Kind kind) {
        return AttemptLog.open(store, spools.of(attempt), attempt, kind, clock);
    }

    /** Nobody goes on with the attempt: what of its log is on disk here goes. */
    public void forget(HeldAttempt attempt) {
        spools.forget(attempt);
    }

    /**
     * The last lines of a job's log as stored.
     *
     * @throws io.dwr.redis.ledger.LedgerUnavailableException when the store does not answer
     */
    public List<String> last(JobId jobId, int lines) {
        return store.tail(jobId, lines);
    }
}
