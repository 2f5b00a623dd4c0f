package io.dwr.executor.attempt;

import io.dwr.model.job.JobId;
import io.dwr.model.job.Usage;
import io.dwr.model.job.UsageSeries;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.usage.UsageStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Usage in memory. */
public final class FakeUsageStore implements UsageStore {
    private final Map<JobId, Noted> noted = new ConcurrentHashMap<>();
    public final AtomicInteger tries = new AtomicInteger();
    public volatile boolean away;

    @Override
    public void note(JobId jobId, int attempt, Usage usage, @Nullable UsageSeries series) {
        tries.incrementAndGet();
        if (away) {
            throw new LedgerUnavailableException("Redis is away", new IllegalStateException("test"));
        }
        noted.compute(
                jobId,
                (_, before) -> new Noted(
                        attempt, usage, series != null || before == null ? orEmpty(series) : before.series()));
    }

    private static UsageSeries orEmpty(@Nullable UsageSeries series) {
        return series == null ? UsageSeries.EMPTY : series;
    }

    @Override
    public Optional<Noted> find(JobId jobId) {
        return Optional.ofNullable(noted.get(jobId));
    }
}
