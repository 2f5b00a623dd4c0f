package io.dwr.redis;

import io.dwr.model.job.JobId;
import io.dwr.model.job.Usage;
import io.dwr.model.job.UsageSeries;
import io.dwr.redis.usage.UsageStore;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Usage over a hash of each job; the last figures also stand in the job's record, for lists. */
final class RedisUsageStore implements UsageStore {
    private final RedisConnection redis;

    RedisUsageStore(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public void note(JobId jobId, int attempt, Usage usage, @Nullable UsageSeries series) {
        redis.call(
                "note_usage",
                jobId.value(),
                String.valueOf(attempt),
                StoredJson.write(usage),
                series == null ? Arguments.NONE : StoredJson.write(StoredSeries.of(series)));
    }

    @Override
    public Optional<Noted> find(JobId jobId) {
        Map<String, String> fields = redis.ask(commands -> commands.hgetall(RedisKeys.usage(jobId)));
        String series = fields.get("series");
        if (series == null) {
            return Optional.empty();
        }
        return Optional.of(new Noted(
                Integer.parseInt(fields.getOrDefault("attempt", "0")),
                StoredJson.read(fields.getOrDefault("usage", ""), Usage.class),
                StoredJson.read(series, StoredSeries.class).series()));
    }
}
