package io.dwr.executor.inventory;

import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.Gpu;
import io.dwr.model.placement.Resources;
import java.util.List;

/**
 * One of so many equal parts of what an engine has. GPUs are dealt out in turn, in the order of their uuids, since not all
 * that share an engine list them alike.
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
        List<String> uuids = whole.gpus().stream().map(Gpu::uuid).sorted().toList();
        List<Gpu> gpus = whole.gpus().stream()
                .filter(gpu -> uuids.indexOf(gpu.uuid()) % parts == index)
                .toList();
        long mib = all.memoryBytes() / parts / MIB;
        return new Capacity(new Resources(all.milliCpus() / parts, mib * MIB), gpus, whole.maxJobs());
    }
}
