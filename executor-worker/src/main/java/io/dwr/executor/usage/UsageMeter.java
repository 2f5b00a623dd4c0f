package io.dwr.executor.usage;

import io.dwr.executor.engine.ContainerSample;
import io.dwr.executor.inventory.GpuReading;
import io.dwr.model.job.GpuUsage;
import io.dwr.model.job.Usage;
import io.dwr.model.job.UsagePoint;
import io.dwr.model.job.UsageSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes one container's samples into what it used. */
final class UsageMeter {
    private static final double NANOS = 1_000_000_000;
    private static final double MILLI = 1000;

    private final Instant startedAt;
    private final Map<String, GpuMeter> gpus = new LinkedHashMap<>();
    private @Nullable Usage usage;
    private UsageSeries series = UsageSeries.EMPTY;

    /**
     * @param gpuUuids devices that it holds
     * @param idleAfter how long a device does nothing before that is worth a word
     */
    UsageMeter(Instant startedAt, List<String> gpuUuids, Duration idleAfter) {
        this.startedAt = startedAt;
        gpuUuids.forEach(uuid -> gpus.put(uuid, new GpuMeter(uuid, idleAfter)));
    }

    /** Goes on from what an earlier process of this executor noted. */
    void resume(Usage noted, UsageSeries notedSeries) {
        usage = noted;
        series = notedSeries;
        int samples = (notedSeries.points().size() - 1) * notedSeries.samplesPerPoint() + notedSeries.samplesInLast();
        for (GpuUsage earlier : noted.gpus()) {
            GpuMeter meter = gpus.get(earlier.uuid());
            if (meter != null) {
                meter.resume(earlier, Math.max(samples, 1));
            }
        }
    }

    /** One more sample; one that is not later than the one before is passed over. */
    void add(Instant at, ContainerSample sample, Map<String, GpuReading> readings) {
        Usage before = usage;
        Instant since = before == null ? startedAt : before.sampledAt();
        if (!at.isAfter(since)) {
            return;
        }
        double cpuSeconds = sample.cpuNanos() / NANOS;
        double cores = perSecond(cpuSeconds - (before == null ? 0 : before.cpuSeconds()), since, at);
        gpus.forEach((uuid, meter) -> {
            GpuReading reading = readings.get(uuid);
            if (reading != null) {
                meter.add(since, at, reading);
            }
        });
        usage = new Usage(
                at,
                rounded(cpuSeconds),
                cores,
                perSecond(cpuSeconds, startedAt, at),
                Math.max(cores, before == null ? 0 : before.peakCpuCores()),
                sample.memoryBytes(),
                Math.max(sample.memoryBytes(), before == null ? 0 : before.peakMemoryBytes()),
                sample.networkRxBytes(),
                sample.networkTxBytes(),
                sample.blockReadBytes(),
                sample.blockWriteBytes(),
                gpus.values().stream().map(GpuMeter::usage).toList());
        series = series.plus(point(at, cores, sample));
    }

    private UsagePoint point(Instant at, double cores, ContainerSample sample) {
        List<Double> shares = gpus.values().stream()
                .map(GpuMeter::utilization)
                .filter(Objects::nonNull)
                .toList();
        Double share = shares.isEmpty()
                ? null
                : rounded(shares.stream().mapToDouble(Double::doubleValue).sum() / shares.size());
        return new UsagePoint(
                at,
                cores,
                sample.memoryBytes(),
                sample.networkRxBytes(),
                sample.networkTxBytes(),
                sample.blockReadBytes(),
                sample.blockWriteBytes(),
                share,
                gpus.values().stream().mapToLong(GpuMeter::memoryBytes).sum());
    }

    private static double perSecond(double amount, Instant since, Instant at) {
        return rounded(Math.max(0, amount) * NANOS / Duration.between(since, at).toNanos());
    }

    private static double rounded(double number) {
        return Math.round(number * MILLI) / MILLI;
    }

    /** Null before the first sample. */
    @Nullable
    Usage usage() {
        return usage;
    }

    UsageSeries series() {
        return series;
    }
}
