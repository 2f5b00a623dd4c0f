package io.dwr.scheduler.executor;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dwr.model.executor.Disk;
import io.dwr.model.executor.ExecutorView;
import io.dwr.model.job.JobId;
import io.dwr.scheduler.json.Amounts;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An executor; all parts stand side by side in one object.
 *
 * @param ip for display; not unique
 * @param lastHeartbeat by Redis' clock
 * @param runningJobs how many hold room there
 * @param jobs which ones
 * @param hostCpuUtilization percent of all cores in use on the machine, by whatever
 * @param hostMemoryUtilization percent of its memory in use, by whatever
 * @param hostLoadAverage of the last minute; null when the system does not tell
 */
public record ExecutorPage(
        String executorId,
        String ip,
        String hostName,
        @JsonUnwrapped ConditionView condition,
        String region,
        String datacenter,
        Map<String, String> labels,
        Instant lastHeartbeat,
        @JsonUnwrapped RoomView room,
        @JsonUnwrapped GpusView gpus,
        int runningJobs,
        int maxJobs,
        List<String> jobs,
        BigDecimal hostCpuUtilization,
        BigDecimal hostMemoryUtilization,
        @Nullable Double hostLoadAverage,
        List<DiskView> disks) {
    static ExecutorPage of(ExecutorView executor) {
        return new ExecutorPage(
                executor.id().value(),
                executor.ip(),
                executor.hostName(),
                ConditionView.of(executor),
                executor.region(),
                executor.datacenter(),
                new TreeMap<>(executor.labels()),
                executor.lastContact(),
                RoomView.of(executor),
                GpusView.of(executor),
                executor.jobs().size(),
                executor.capacity().maxJobs(),
                executor.jobs().stream().map(JobId::value).toList(),
                Amounts.percent(executor.host().cpuUtilization()),
                Amounts.percent(executor.host().memoryUtilization()),
                executor.host().loadAverage(),
                executor.host().disks().stream().map(DiskView::of).toList());
    }

    /** Room on a disk, in GiB. */
    record DiskView(String use, String path, BigDecimal totalGb, BigDecimal freeGb) {
        static DiskView of(Disk disk) {
            return new DiskView(
                    disk.use(),
                    disk.path(),
                    Amounts.gibOfBytes(disk.totalBytes()),
                    Amounts.gibOfBytes(disk.freeBytes()));
        }
    }
}
