package io.dwr.model.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One point of a {@link UsageSeries}: what the container used from the point before to this one. Sums count from the
 * container's start.
 *
 * @param at its end
 * @param cpuCores in use on average
 * @param memoryBytes most in use
 * @param gpuUtilization of its GPUs on average, 0-1; null without GPUs, or where the driver does not tell
 * @param gpuMemoryBytes most in use on all its GPUs together
 */
public record UsagePoint(
        Instant at,
        double cpuCores,
        long memoryBytes,
        long networkRxBytes,
        long networkTxBytes,
        long blockReadBytes,
        long blockWriteBytes,
        @Nullable Double gpuUtilization,
        long gpuMemoryBytes) {
    private static final double MILLI = 1000;

    /** Both as one point. */
    UsagePoint merged(int samples, UsagePoint later, int laterSamples) {
        return new UsagePoint(
                later.at,
                mean(cpuCores, samples, later.cpuCores, laterSamples),
                Math.max(memoryBytes, later.memoryBytes),
                later.networkRxBytes,
                later.networkTxBytes,
                later.blockReadBytes,
                later.blockWriteBytes,
                meanIfAny(gpuUtilization, samples, later.gpuUtilization, laterSamples),
                Math.max(gpuMemoryBytes, later.gpuMemoryBytes));
    }

    private static @Nullable Double meanIfAny(
            @Nullable Double one, int samples, @Nullable Double other, int otherSamples) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return mean(one, samples, other, otherSamples);
    }

    private static double mean(double one, int samples, double other, int otherSamples) {
        double mean = (one * samples + other * otherSamples) / (samples + otherSamples);
        return Math.round(mean * MILLI) / MILLI;
    }
}
