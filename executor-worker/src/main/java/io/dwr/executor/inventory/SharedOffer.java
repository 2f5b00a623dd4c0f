package io.dwr.executor.inventory;

import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.Gpu;
import io.dwr.model.placement.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an executor offers while its share of the engine may change. What others are to have is given up in one report
 * before anything is taken in the next: of two executors that swap, each would otherwise wait for the other.
 */
public final class SharedOffer {
    private final Supplier<Capacity> whole;
    private final Supplier<EqualShare> share;
    private @Nullable Capacity offered;

    /**
     * @param whole what all executors of the engine offer together
     */
    public SharedOffer(Supplier<Capacity> whole, Supplier<EqualShare> share) {
        this.whole = whole;
        this.share = share;
    }

    /** What all executors of the engine offer together. */
    public Capacity whole() {
        return whole.get();
    }

    /** For the next report. */
    public synchronized Capacity next() {
        Capacity wanted = share.get().of(whole.get());
        Capacity before = offered;
        Capacity next = before == null ? wanted : common(before, wanted);
        offered = next.equals(before) ? wanted : next;
        return offered;
    }

    /** Whether another report is due, since the share is not what was offered last. */
    public synchronized boolean isOutdated() {
        return !share.get().of(whole.get()).equals(offered);
    }

    private static Capacity common(Capacity one, Capacity other) {
        List<Gpu> both = other.gpus().stream()
                .filter(new HashSet<>(one.gpus())::contains)
                .toList();
        Resources mine = one.resources();
        Resources its = other.resources();
        return new Capacity(
                new Resources(
                        Math.min(mine.milliCpus(), its.milliCpus()), Math.min(mine.memoryBytes(), its.memoryBytes())),
                both,
                other.maxJobs());
    }
}
