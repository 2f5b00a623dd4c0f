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
import org.jspecify.annotations.Nullable;

/**
 * First-fit under quotas in plain Java: after each change everybody who waits is searched for, by rank. Who claims of its
 * queue's quota stands at the head of those who ask the same.
 */
final class QuotaModel {
    final Map<String, Boolean> ready = new LinkedHashMap<>();
    final Map<String, QueueLimits> quotas = new TreeMap<>();
    final List<Wish> waiting = new ArrayList<>();
    final Map<Integer, Held> held = new TreeMap<>();
    /** By queue. */
    final Map<String, Wish> claims = new TreeMap<>();

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
        Comparator<Wish> byRank =
                Comparator.comparingInt((Wish wish) -> -wish.priority()).thenComparingInt(Wish::n);
        waiting.sort(Comparator.comparing(this::standing, byRank)
                .thenComparing(wish -> !claims.containsValue(wish))
                .thenComparing(byRank));
        List<String> given = new ArrayList<>();
        for (Wish wish : List.copyOf(waiting)) {
            search(wish).ifPresent(executor -> {
                leaveLine(wish);
                held.put(wish.n(), new Held(wish, executor));
                given.add("granted " + wish.n() + "." + wish.attempt() + " " + executor);
            });
        }
        return given;
    }

    void leaveLine(Wish wish) {
        waiting.remove(wish);
        claims.remove(wish.queue(), wish);
    }

    /** Ends a claim that the whole quota could not hold. */
    void setQuota(String queue, @Nullable QueueLimits limits) {
        if (limits == null) {
            quotas.remove(queue);
        } else {
            quotas.put(queue, limits);
        }
        Wish claim = claims.get(queue);
        if (claim != null && (limits == null || !allows(limits, claim, QueueUse.NONE))) {
            claims.remove(queue);
        }
    }

    /** Whether the quota could ever let it through, and does not now. */
    boolean isHeldUp(Wish wish) {
        QueueLimits limits = quotas.getOrDefault(wish.queue(), QueueLimits.NONE);
        return allows(limits, wish, QueueUse.NONE) && !allows(limits, wish, use(wish.queue(), 0));
    }

    /** The first of those whom the job is served with. */
    private Wish standing(Wish wish) {
        return !claims.containsValue(wish)
                ? wish
                : waiting.stream()
                        .filter(other -> other.queue().equals(wish.queue())
                                && other.cores() == wish.cores()
                                && other.gib() == wish.gib())
                        .min(Comparator.comparingInt((Wish other) -> -other.priority())
                                .thenComparingInt(Wish::n))
                        .orElseThrow();
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
        boolean allowed = allows(limits, wish, taken(wish));
        return ready.keySet().stream()
                .filter(executor -> allowed && ready.get(executor))
                .filter(executor ->
                        sum(job -> job.executor().equals(executor) ? job.wish().cores() : 0) + wish.cores() <= cores)
                .filter(executor ->
                        sum(job -> job.executor().equals(executor) ? job.wish().gib() : 0) + wish.gib() <= gib)
                .findFirst();
    }

    private static boolean allows(QueueLimits limits, Wish wish, QueueUse taken) {
        return (limits.milliCpus() == null || taken.milliCpus() + wish.cores() * 1000L <= limits.milliCpus())
                && (limits.memoryMib() == null || taken.memoryMib() + wish.gib() * 1024L <= limits.memoryMib());
    }

    /** What is in use, and what another job claims. */
    private QueueUse taken(Wish wish) {
        QueueUse use = use(wish.queue(), 0);
        Wish claim = claims.get(wish.queue());
        return claim == null || claim.equals(wish)
                ? use
                : new QueueUse(use.milliCpus() + claim.cores() * 1000L, use.memoryMib() + claim.gib() * 1024L, 0, 0, 0);
    }

    private long sum(ToLongFunction<Held> amount) {
        return held.values().stream().mapToLong(amount).sum();
    }

    private static boolean inQueue(Held job, String queue) {
        return job.wish().queue().equals(queue);
    }
}
