package io.dwr.scheduler.job;

import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Requirements;
import io.dwr.scheduler.json.Amounts;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The part of a job's page that says what it asks of an executor, in the words of the request. */
record RequirementsView(
        BigDecimal cpuCores,
        BigDecimal memoryGb,
        long memoryBytes,
        @Nullable String gpuType,
        int gpuCount,
        @Nullable BigDecimal gpuMemoryGb,
        Set<String> eligibleRegions,
        Set<String> eligibleDatacenters,
        Map<String, String> eligibleLabels,
        Map<String, String> excludedLabels,
        Set<String> excludedExecutors) {
    static RequirementsView of(Requirements requirements) {
        GpuRequirements gpus = requirements.gpus();
        long memoryBytes = requirements.resources().memoryBytes();
        return new RequirementsView(
                Amounts.cores(requirements.resources().milliCpus()),
                Amounts.gibOfBytes(memoryBytes),
                memoryBytes,
                gpus.type(),
                gpus.count(),
                gpus.memoryMib() == 0 ? null : Amounts.gibOfMib(gpus.memoryMib()),
                requirements.regions(),
                requirements.datacenters(),
                requirements.eligibleLabels(),
                requirements.excludedLabels(),
                requirements.excludedExecutors());
    }
}
