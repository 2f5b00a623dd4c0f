package io.dwr.scheduler.executor;

import io.dwr.model.executor.ExecutorView;
import io.dwr.model.placement.Resources;
import io.dwr.scheduler.json.Amounts;
import java.math.BigDecimal;

/**
 * CPU and memory of an executor: what it offers to jobs and what no job holds.
 *
 * @param cpuUtilization percent of its cores held by jobs
 * @param memoryUtilization percent of its memory held by jobs
 */
record RoomView(
        BigDecimal totalCpuCores,
        BigDecimal availableCpuCores,
        BigDecimal totalMemoryGb,
        BigDecimal availableMemoryGb,
        BigDecimal cpuUtilization,
        BigDecimal memoryUtilization) {
    static RoomView of(ExecutorView executor) {
        Resources total = executor.capacity().resources();
        Resources free = executor.free();
        return new RoomView(
                Amounts.cores(total.milliCpus()),
                Amounts.cores(free.milliCpus()),
                Amounts.gibOfBytes(total.memoryBytes()),
                Amounts.gibOfBytes(free.memoryBytes()),
                Amounts.percentUsed(total.milliCpus(), free.milliCpus()),
                Amounts.percentUsed(total.memoryBytes(), free.memoryBytes()));
    }
}
