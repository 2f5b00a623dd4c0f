package io.dwr.redis;

import io.dwr.model.job.JobId;
import io.dwr.model.queue.QueueLimits;
import io.dwr.model.queue.QueueUse;
import io.dwr.model.queue.QueueView;
import io.dwr.model.queue.QuotaClaim;
import io.dwr.redis.ledger.PlacementPolicy;
import io.dwr.redis.ledger.Queues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Queues over the function library. */
final class RedisQueues implements Queues {
    private static final String NO_LIMIT = "-";

    private final RedisConnection redis;
    private final PlacementPolicy policy;

    RedisQueues(RedisConnection redis, PlacementPolicy policy) {
        this.redis = redis;
        this.policy = policy;
    }

    @Override
    public List<QueueView> all() {
        Reply answer = redis.read("queues");
        Map<String, QueueLimits> limits = new TreeMap<>();
        answer.list(0).fields().forEach((queue, text) -> limits.put(queue, limits(text)));
        Map<String, String> counts = answer.list(1).fields();
        Map<String, String> claims = answer.list(2).fields();
        TreeSet<String> names = new TreeSet<>(limits.keySet());
        counts.keySet().forEach(field -> names.add(field.substring(0, field.lastIndexOf(':'))));
        return names.stream()
                .map(name -> new QueueView(
                        name, limits.getOrDefault(name, QueueLimits.NONE), use(name, counts), claim(claims.get(name))))
                .toList();
    }

    @Override
    public QueueView find(String name) {
        return all().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .orElse(QueueView.empty(name));
    }

    @Override
    public void setQuotas(Map<String, QueueLimits> quotas) {
        write("write", quotas);
    }

    @Override
    public boolean keepQuotas(Map<String, QueueLimits> quotas) {
        return !write("check", quotas).equals("other");
    }

    private String write(String how, Map<String, QueueLimits> quotas) {
        List<String> arguments = new ArrayList<>(List.of(how, policy.order().word()));
        quotas.forEach((queue, limits) -> {
            arguments.add(queue);
            arguments.add(text(limits));
        });
        return new GrantingCalls(redis).call("set_quotas", arguments).text(0);
    }

    private static String text(QueueLimits limits) {
        return Stream.of(limits.milliCpus(), limits.memoryMib(), limits.gpus(), limits.pendingJobs())
                .map(limit -> limit == null ? NO_LIMIT : limit.toString())
                .collect(Collectors.joining(" "));
    }

    private static QueueLimits limits(String text) {
        String[] parts = text.split(" ", -1);
        return new QueueLimits(limit(parts[0]), limit(parts[1]), limit(parts[2]), limit(parts[3]));
    }

    private static @Nullable Long limit(String text) {
        return text.equals(NO_LIMIT) ? null : Long.valueOf(text);
    }

    private static QueueUse use(String queue, Map<String, String> counts) {
        return new QueueUse(
                count(queue, "cpu", counts),
                count(queue, "memory", counts),
                count(queue, "gpus", counts),
                count(queue, "running", counts),
                count(queue, "pending", counts));
    }

    private static @Nullable QuotaClaim claim(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String[] parts = text.split(" ", -1);
        return new QuotaClaim(
                new JobId(parts[0]), Long.parseLong(parts[2]), Long.parseLong(parts[3]), Long.parseLong(parts[4]));
    }

    private static long count(String queue, String what, Map<String, String> counts) {
        return Long.parseLong(counts.getOrDefault(queue + ":" + what, "0"));
    }
}
