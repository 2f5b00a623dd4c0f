package io.dwr.model.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt used of one GPU that it holds. Utilization is the share of time in which the device computed, 0-1; null
 * where the driver does not tell, as for a MIG slice.
 *
 * @param uuid exact device id
 * @param memoryBytes in use at the last sample
 * @param peakMemoryBytes most in use at any sample
 * @param utilization at the last sample
 * @param meanUtilization over all samples
 * @param peakUtilization at any sample
 * @param idleSince since when the device has done nothing, once that is long enough to be worth a word; else null
 */
public record GpuUsage(
        String uuid,
        long memoryBytes,
        long peakMemoryBytes,
        @Nullable Double utilization,
        @Nullable Double meanUtilization,
        @Nullable Double peakUtilization,
        @Nullable Instant idleSince) {}
