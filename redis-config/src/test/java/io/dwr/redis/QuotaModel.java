package io.dwr.redis;

import io.dwr.model.queue.QueueLimits;
import io.dwr.model.queue.QueueUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** First-fit under quotas in plain Java: after each change everybody who waits is searched for, by rank. */
final class QuotaModel {
    final Map<String, Boolean> ready = new LinkedHashMap<>();
    final Map<String, QueueLimits> quotas = new TreeMap<>();
    final List<Wish> waiting = new ArrayList<>();
    final Map<Integer, Held> held = new TreeMap<>();
    private final int cores;
    private final int gib;

    QuotaModel(int cores, int gib) {
        this.cores = cores;
        this.gib = gib;
    }

    /** A job that wants room. */
    record Wish(int n, int attempt, int priority, String queue, int cores, int gib) {}

    /** A job that has it. */
    record Held(Wish wish, String executor) {}

    /** The executor that a new wish gets; empty = waits. */
    Optional<String> reserve(Wish wish) {
        Optional<String> found = search(wish);
        found.ifPresentOrElse(executor -> held.put(wish.n(), new Held(wish, executor)), () -> waiting.add(wish));
        return found;
    }

    /** What everybody who waits gets now, in the order in which it is given. */
    List<String> grants() {
        waiting.sort(Comparator.comparingInt((Wish wish) -> -wish.priority()).thenComparingInt(Wish::n));
        List<String> given = new ArrayList<>();
        for (Wish wish : List.copyOf(waiting)) {
            search(wish).ifPresent(executor -> {
                waiting.remove(wish);
                held.put(wish.n(), new Held(wish, executor));
                given.add("granted " + wish.n() + "." + wish.attempt() + " " + executor);
            });
        }
        return given;
    }

    QueueUse use(String queue, long pending) {
        return new QueueUse(
                sum(job -> inQueue(job, queue) ? job.wish().cores() * 1000L : 0),
                sum(job -> inQueue(job, queue) ? job.wish().gib() * 1024L : 0),
                0,
                sum(job -> inQueue(job, queue) ? 1 : 0),
                pending);
    }

    private Optional<String> search(Wish wish) {
        QueueLimits limits = quotas.getOrDefault(wish.queue(), QueueLimits.NONE);
        QueueUse use = use(wish.queue(), 0);
        boolean allowed = (limits.milliCpus() == null || use.milliCpus() + wish.cores() * 1000L <= limits.milliCpus())
                && (limits.memoryMib() == null || use.memoryMib() + wish.gib() * 1024L <= limits.memoryMib());
        return ready.keySet().stream()
                .filter(executor -> allowed && ready.get(executor))
                .filter(executor ->
                        sum(job -> job.executor().equals(executor) ? job.wish().cores() : 0) + wish.cores() <= cores)
                .filter(executor ->
                        sum(job -> job.executor().equals(executor) ? job.wish().gib() : 0) + wish.gib() <= gib)
                .findFirst();
    }

    private long sum(ToLongFunction<Held> amount) {
        return held.values().stream().mapToLong(amount).sum();
    }

    private static boolean inQueue(Held job, String queue) {
        return job.wish().queue().equals(queue);
    }
}
