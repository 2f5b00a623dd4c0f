package io.dwr.model.job;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt's container used, from samples: a peak between two of them is not seen, nor is what came after the last
 * one. Sums count from the container's start.
 *
 * @param sampledAt time of the last sample, by the executor's clock
 * @param cpuSeconds time of all its processes on all cores
 * @param cpuCores in use between the last two samples
 * @param averageCpuCores in use from the start to the last sample
 * @param peakCpuCores most in use between two samples
 * @param memoryBytes in use at the last sample, without the page cache that the kernel can take back at once
 * @param peakMemoryBytes most in use at any sample
 * @param networkRxBytes received on all its networks; 0 on the host's network
 * @param networkTxBytes sent on all its networks; 0 on the host's network
 * @param blockReadBytes read from block devices
 * @param blockWriteBytes written to block devices
 * @param gpus one of each GPU that it holds
 */
public record Usage(
        Instant sampledAt,
        double cpuSeconds,
        double cpuCores,
        double averageCpuCores,
        double peakCpuCores,
        long memoryBytes,
        long peakMemoryBytes,
        long networkRxBytes,
        long networkTxBytes,
        long blockReadBytes,
        long blockWriteBytes,
        List<GpuUsage> gpus) {
    public Usage {
        gpus = List.copyOf(gpus);
    }

    /** Since when the GPU that has done nothing for longest is idle; null when none is. */
    public @Nullable Instant gpuIdleSince() {
        return gpus.stream()
                .map(GpuUsage::idleSince)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
