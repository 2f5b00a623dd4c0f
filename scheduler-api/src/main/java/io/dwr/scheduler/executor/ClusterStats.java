package io.dwr.scheduler.executor;

import io.dwr.model.executor.ExecutorView;
import io.dwr.scheduler.json.Amounts;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The sum of the executors that are in contact. Utilization is the percentage held by jobs.
 *
 * @param totalExecutors in contact; a lost one does not count
 */
public record ClusterStats(
        int totalExecutors,
        BigDecimal totalCpuCores,
        BigDecimal availableCpuCores,
        BigDecimal totalMemoryGb,
        BigDecimal availableMemoryGb,
        int totalGpus,
        int availableGpus,
        BigDecimal clusterCpuUtilization,
        BigDecimal clusterMemoryUtilization) {
    public static ClusterStats of(List<ExecutorView> executors) {
        List<ExecutorView> live = executors.stream()
                .filter(executor -> executor.state().isInContact())
                .toList();
        long cpu = sum(live, executor -> executor.capacity().resources().milliCpus());
        long freeCpu = sum(live, executor -> executor.free().milliCpus());
        long memory = sum(live, executor -> executor.capacity().resources().memoryBytes());
        long freeMemory = sum(live, executor -> executor.free().memoryBytes());
        return new ClusterStats(
                live.size(),
                Amounts.cores(cpu),
                Amounts.cores(freeCpu),
                Amounts.gibOfBytes(memory),
                Amounts.gibOfBytes(freeMemory),
                Math.toIntExact(sum(live, executor -> executor.capacity().gpus().size())),
                Math.toIntExact(sum(live, executor -> executor.freeGpuUuids().size())),
                Amounts.percentUsed(cpu, freeCpu),
                Amounts.percentUsed(memory, freeMemory));
    }

    private static long sum(List<ExecutorView> executors, ToLongFunction<ExecutorView> amount) {
        return executors.stream().mapToLong(amount).sum();
    }
}
