package io.dwr.executor.attempt;

import io.dwr.model.job.JobId;
import io.dwr.model.job.PostMortem;
import io.dwr.redis.job.PostMortemStore;
import io.dwr.redis.ledger.LedgerUnavailableException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Post-mortems in memory. */
final class FakePostMortemStore implements PostMortemStore {
    private final Map<String, PostMortem> kept = new ConcurrentHashMap<>();
    volatile boolean full;

    @Override
    public boolean keep(JobId jobId, PostMortem postMortem) {
        if (full) {
            throw new LedgerUnavailableException("Redis is out of memory", new IllegalStateException("test"));
        }
        kept.put(jobId + "." + postMortem.attempt(), postMortem);
        return true;
    }

    @Override
    public Optional<PostMortem> find(JobId jobId, int attempt) {
        return Optional.ofNullable(kept.get(jobId + "." + attempt));
    }
}
