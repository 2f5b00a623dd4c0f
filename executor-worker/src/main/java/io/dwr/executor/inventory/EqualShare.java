package io.dwr.executor.inventory;

import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.Gpu;
import io.dwr.model.placement.Resources;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One of so many equal parts of what an engine has. GPUs are dealt out in turn.
 *
 * @param index from 0
 */
public record EqualShare(int index, int parts) {
    public static final EqualShare WHOLE = new EqualShare(0, 1);
    private static final long MIB = 1L << 20;

    public EqualShare {
        if (index < 0 || index >= parts) {
            throw new IllegalArgumentException("there is no part " + index + " of " + parts);
        }
    }

    /** The part of a capacity; as many jobs at once as the whole. */
    public Capacity of(Capacity whole) {
        Resources all = whole.resources();
        List<Gpu> gpus = IntStream.range(0, whole.gpus().size())
                .filter(number -> number % parts == index)
                .mapToObj(whole.gpus()::get)
                .toList();
        long mib = all.memoryBytes() / parts / MIB;
        return new Capacity(new Resources(all.milliCpus() / parts, mib * MIB), gpus, whole.maxJobs());
    }
}
