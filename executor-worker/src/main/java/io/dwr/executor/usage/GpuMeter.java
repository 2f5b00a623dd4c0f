package io.dwr.executor.usage;

import io.dwr.executor.inventory.GpuReading;
import io.dwr.model.job.GpuUsage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes one GPU's readings into what an attempt used of it. */
final class GpuMeter {
    private static final double MILLI = 1000;

    private final String uuid;
    private final Duration idleAfter;
    private long memoryBytes;
    private long peakMemoryBytes;
    private int known;
    private @Nullable Double utilization;
    private double mean;
    private double peak;
    private @Nullable Instant zeroSince;
    private @Nullable Instant idleSince;

    GpuMeter(String uuid, Duration idleAfter) {
        this.uuid = uuid;
        this.idleAfter = idleAfter;
    }

    /** Goes on from what an earlier process of this executor saw in so many samples. */
    void resume(GpuUsage earlier, int samples) {
        memoryBytes = earlier.memoryBytes();
        peakMemoryBytes = earlier.peakMemoryBytes();
        utilization = earlier.utilization();
        if (earlier.meanUtilization() != null && earlier.peakUtilization() != null) {
            known = samples;
            mean = earlier.meanUtilization();
            peak = earlier.peakUtilization();
        }
        zeroSince = earlier.idleSince();
        idleSince = zeroSince;
    }

    /**
     * @param since the time of the sample before: what it did since then is what is read now
     */
    void add(Instant since, Instant at, GpuReading reading) {
        memoryBytes = reading.memoryBytes();
        peakMemoryBytes = Math.max(peakMemoryBytes, memoryBytes);
        Double share = reading.utilization();
        utilization = share;
        if (share == null) {
            zeroSince = null;
            idleSince = null;
            return;
        }
        mean = (mean * known + share) / (known + 1);
        known++;
        peak = Math.max(peak, share);
        if (share > 0) {
            zeroSince = null;
        } else if (zeroSince == null) {
            zeroSince = since;
        }
        boolean longEnough =
                zeroSince != null && Duration.between(zeroSince, at).compareTo(idleAfter) >= 0;
        idleSince = longEnough ? zeroSince : null;
    }

    GpuUsage usage() {
        return new GpuUsage(
                uuid,
                memoryBytes,
                peakMemoryBytes,
                utilization,
                known == 0 ? null : Math.round(mean * MILLI) / MILLI,
                known == 0 ? null : peak,
                idleSince);
    }

    @Nullable
    Double utilization() {
        return utilization;
    }

    long memoryBytes() {
        return memoryBytes;
    }
}
