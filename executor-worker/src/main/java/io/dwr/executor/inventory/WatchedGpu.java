package io.dwr.executor.inventory;

import io.dwr.model.executor.Gpu;
import io.dwr.model.executor.GpuState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One GPU or slice and how it has been. Once something was wrong with it, it must look well several times in a row to count
 * as healthy again.
 */
final class WatchedGpu {
    private static final int LOOKS_TO_RECOVER = 2;
    private static final long MIB = 1L << 20;

    private Gpu gpu;
    private final @Nullable String parent;
    private @Nullable Long usedMib;
    private @Nullable Double utilization;
    private @Nullable String fault;
    private @Nullable Instant faultSince;
    private boolean foreignMemory;
    private int looksWell;
    private int looksForeign;

    /**
     * @param parent the GPU that a slice is part of; null for a whole one
     */
    WatchedGpu(Gpu gpu, @Nullable String parent) {
        this.gpu = gpu;
        this.parent = parent;
    }

    Gpu gpu() {
        return gpu;
    }

    @Nullable
    String parent() {
        return parent;
    }

    @Nullable
    String fault() {
        return fault;
    }

    @Nullable
    Long usedMib() {
        return usedMib;
    }

    /** Whether it is set aside since something else than a job uses its memory. */
    boolean hasForeignMemory() {
        return foreignMemory;
    }

    /** What a device that is at fault says of its model and memory is not believed. */
    void seen(SmiDevice device, Gpu shown) {
        if (device.fault() == null) {
            gpu = shown;
        }
        usedMib = parent == null ? device.usedMib() : null;
        utilization = parent == null ? device.utilization() : null;
    }

    void unseen() {
        usedMib = null;
        utilization = null;
    }

    /** How often in a row its memory was in use though no job holds it. */
    int countForeign(boolean foreign) {
        looksForeign = foreign ? looksForeign + 1 : 0;
        return looksForeign;
    }

    /** True when it has left or come back by this. */
    boolean judged(@Nullable String problem, boolean foreign, Instant at) {
        boolean wasHealthy = fault == null;
        if (problem != null) {
            looksWell = 0;
            foreignMemory = foreign;
            faultSince = wasHealthy ? at : faultSince;
            fault = problem;
            return wasHealthy;
        }
        looksWell++;
        if (wasHealthy || looksWell < LOOKS_TO_RECOVER) {
            return false;
        }
        fault = null;
        faultSince = null;
        foreignMemory = false;
        return true;
    }

    @Nullable
    GpuReading reading() {
        return usedMib == null ? null : new GpuReading(usedMib * MIB, utilization);
    }

    GpuState state(@Nullable Instant idleSince) {
        return new GpuState(gpu, usedMib == null ? null : usedMib * MIB, utilization, idleSince, fault, faultSince);
    }
}
