package io.dwr.executor.engine;

/**
 * What a running container uses at one moment. Sums count from its start.
 *
 * @param cpuNanos time of all its processes on all cores
 * @param memoryBytes in use, without the page cache that the kernel can take back at once
 * @param networkRxBytes received on all its networks; 0 on the host's network
 * @param networkTxBytes sent on all its networks; 0 on the host's network
 * @param blockReadBytes read from block devices
 * @param blockWriteBytes written to block devices
 */
public record ContainerSample(
        long cpuNanos,
        long memoryBytes,
        long networkRxBytes,
        long networkTxBytes,
        long blockReadBytes,
        long blockWriteBytes) {}
