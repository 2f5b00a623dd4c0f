package io.dwr.model.executor;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a GPU of an executor is, whether it can be given to jobs or not.
 *
 * @param usedBytes memory in use by whatever; null when it is not told, as for a MIG slice
 * @param utilization share of time in which it computes, 0-1; null when it is not told
 * @param idleSince since when it does nothing though a job holds it, once that is long; else null
 * @param fault why it is not offered, a sentence; null when it is
 * @param faultSince by the executor's clock; null without a fault
 */
public record GpuState(
        Gpu gpu,
        @Nullable Long usedBytes,
        @Nullable Double utilization,
        @Nullable Instant idleSince,
        @Nullable String fault,
        @Nullable Instant faultSince) {
    public GpuState idle(@Nullable Instant since) {
        return new GpuState(gpu, usedBytes, utilization, since, fault, faultSince);
    }
}
