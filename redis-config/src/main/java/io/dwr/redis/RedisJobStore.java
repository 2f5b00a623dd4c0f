package io.dwr.redis;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.JobStatus;
import io.dwr.redis.job.JobStore;
import io.dwr.redis.job.QueueFullException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Job records over hashes and sorted sets. */
final class RedisJobStore implements JobStore {
    private static final int TIME_SHIFT = 16;

    private final RedisConnection redis;

    RedisJobStore(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public Creation create(JobId jobId, JobSpec spec, Instant createdAt, @Nullable Idempotency idempotency) {
        List<String> arguments = new ArrayList<>(submission(jobId, spec, createdAt, "new"));
        if (idempotency != null) {
            arguments.add(idempotency.key());
            arguments.add(idempotency.bodyHash());
        }
        Reply answer = redis.call("create_job", arguments);
        if (answer.text(0).equals("queue_full")) {
            throw new QueueFullException(spec.policy().queue(), answer.number(2));
        }
        return new Creation(Creation.Kind.valueOf(answer.text(0).toUpperCase(Locale.ROOT)), new JobId(answer.text(1)));
    }

    @Override
    public void restore(JobId jobId, JobSpec spec, Instant createdAt) {
        redis.call("create_job", submission(jobId, spec, createdAt, "again"));
    }

    private static List<String> submission(JobId jobId, JobSpec spec, Instant createdAt, String how) {
        return List.of(
                jobId.value(),
                StoredJson.write(spec),
                String.valueOf(createdAt.toEpochMilli()),
                JobSize.of(spec.requirements()).word(),
                spec.policy().queue(),
                how);
    }

    @Override
    public Optional<JobRecord> find(JobId jobId) {
        Map<String, String> fields = redis.ask(commands -> commands.hgetall(RedisKeys.job(jobId)));
        return StoredJob.record(jobId, fields);
    }

    @Override
    public List<JobRecord> list(@Nullable JobStatus status, int limit, @Nullable JobId after) {
        List<JobRecord> found = new ArrayList<>();
        JobId last = after;
        while (found.size() < limit) {
            List<JobId> page = page(status, limit - found.size(), last);
            if (page.isEmpty()) {
                return found;
            }
            // A record that has just expired, or has just changed its status, leaves a gap: filled from what follows.
            findAll(page).stream()
                    .filter(job -> status == null || job.status() == status)
                    .forEach(found::add);
            last = page.getLast();
        }
        return found;
    }

    @Override
    public Map<JobStatus, Long> counts() {
        Map<JobStatus, Long> counts = new EnumMap<>(JobStatus.class);
        for (JobStatus status : JobStatus.values()) {
            counts.put(status, redis.ask(commands -> commands.zcard(RedisKeys.jobs(status))));
        }
        return counts;
    }

    @Override
    public Optional<JobRecord> oldestPending() {
        List<String> oldest = redis.ask(commands -> commands.zrange(RedisKeys.jobs(JobStatus.PENDING), 0, 0));
        return oldest.stream().findFirst().map(JobId::new).flatMap(this::find);
    }

    @Override
    public PendingBySize pendingBySize() {
        Map<String, String> counts = redis.ask(commands -> commands.hgetall(RedisKeys.PENDING_SIZES));
        return new PendingBySize(JobSize.SMALL.in(counts), JobSize.MEDIUM.in(counts), JobSize.LARGE.in(counts));
    }

    @Override
    public List<JobId> unfinished(Duration age, int limit) {
        return redis.read("unfinished_jobs", String.valueOf(age.toMillis()), String.valueOf(limit)).texts().stream()
                .map(JobId::new)
                .toList();
    }

    private List<JobRecord> findAll(List<JobId> ids) {
        List<Map<String, String>> stored =
                redis.askAll(ids, (commands, jobId) -> commands.hgetall(RedisKeys.job(jobId)));
        return IntStream.range(0, ids.size())
                .mapToObj(i -> StoredJob.record(ids.get(i), stored.get(i)))
                .flatMap(Optional::stream)
                .toList();
    }

    private List<JobId> page(@Nullable JobStatus status, int limit, @Nullable JobId after) {
        List<String> arguments = new ArrayList<>(List.of(RedisKeys.statusWord(status), String.valueOf(limit)));
        if (after != null) {
            arguments.add(after.value());
            arguments.add(String.valueOf(timeOf(after)));
        }
        return redis.read("list_jobs", arguments).texts().stream()
                .map(JobId::new)
                .toList();
    }

    /** The creation that a time-ordered id tells, for one whose record has expired. */
    private static long timeOf(JobId jobId) {
        return UUID.fromString(jobId.value()).getMostSignificantBits() >>> TIME_SHIFT;
    }
}
