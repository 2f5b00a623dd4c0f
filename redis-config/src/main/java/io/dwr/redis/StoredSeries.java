package io.dwr.redis;

import io.dwr.model.job.UsagePoint;
import io.dwr.model.job.UsageSeries;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A series as it is kept: column by column and in whole numbers, which takes a third of the room.
 *
 * @param from time of the first point, ms since 1970
 * @param after seconds from the first point
 * @param cpu in millicores
 * @param gpu utilization in per mille, -1 = not known
 */
record StoredSeries(
        int samplesPerPoint,
        int samplesInLast,
        long from,
        List<Long> after,
        List<Long> cpu,
        List<Long> memory,
        List<Long> rx,
        List<Long> tx,
        List<Long> read,
        List<Long> write,
        List<Long> gpu,
        List<Long> gpuMemory) {
    private static final double MILLI = 1000;
    private static final long UNKNOWN = -1;

    static StoredSeries of(UsageSeries series) {
        List<UsagePoint> points = series.points();
        long from = points.isEmpty() ? 0 : points.getFirst().at().toEpochMilli();
        return new StoredSeries(
                series.samplesPerPoint(),
                series.samplesInLast(),
                from,
                column(points, point -> Math.round((point.at().toEpochMilli() - from) / MILLI)),
                column(points, point -> Math.round(point.cpuCores() * MILLI)),
                column(points, UsagePoint::memoryBytes),
                column(points, UsagePoint::networkRxBytes),
                column(points, UsagePoint::networkTxBytes),
                column(points, UsagePoint::blockReadBytes),
                column(points, UsagePoint::blockWriteBytes),
                column(points, point -> perMille(point.gpuUtilization())),
                column(points, UsagePoint::gpuMemoryBytes));
    }

    UsageSeries series() {
        return new UsageSeries(
                samplesPerPoint,
                samplesInLast,
                IntStream.range(0, after.size()).mapToObj(this::point).toList());
    }

    private UsagePoint point(int i) {
        return new UsagePoint(
                Instant.ofEpochMilli(from).plusSeconds(after.get(i)),
                cpu.get(i) / MILLI,
                memory.get(i),
                rx.get(i),
                tx.get(i),
                read.get(i),
                write.get(i),
                gpu.get(i) == UNKNOWN ? null : gpu.get(i) / MILLI,
                gpuMemory.get(i));
    }

    private static long perMille(@Nullable Double share) {
        return share == null ? UNKNOWN : Math.round(share * MILLI);
    }

    private static List<Long> column(List<UsagePoint> points, ToLongFunction<UsagePoint> figure) {
        return points.stream().mapToLong(figure).boxed().toList();
    }
}
