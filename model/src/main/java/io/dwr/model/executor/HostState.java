package io.dwr.model.executor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the machine of an executor is, by whatever runs on it. For people: nothing is placed by it.
 *
 * @param cpuUtilization share of all cores in use, 0-1
 * @param memoryUtilization share of the memory in use, 0-1
 * @param loadAverage of the last minute; null when the system does not tell
 * @param gpus all that are or were there, also those that are not offered
 */
public record HostState(
        double cpuUtilization,
        double memoryUtilization,
        @Nullable Double loadAverage,
        List<Disk> disks,
        List<GpuState> gpus) {
    public HostState {
        disks = List.copyOf(disks);
        gpus = List.copyOf(gpus);
    }

    /** Of which only the utilization is known. */
    public static HostState of(double cpuUtilization, double memoryUtilization) {
        return new HostState(cpuUtilization, memoryUtilization, null, List.of(), List.of());
    }
}
