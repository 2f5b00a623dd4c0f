package io.dwr.redis;

import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Requirements;
import java.util.Map;
import java.util.Set;

/** Requirements as the functions read them. Equal requirements give equal JSON, which names the shape. */
record ShapeRequest(
        long cpu,
        long memory,
        int gpuCount,
        String gpuModel,
        long gpuMemory,
        Set<String> regions,
        Set<String> datacenters,
        Map<String, String> labels,
        Map<String, String> excludedLabels,
        Set<String> excludedExecutors) {
    static String json(Requirements requirements) {
        // What is asked of GPUs has no meaning, and makes no shape of its own, when none is asked for.
        GpuRequirements gpus = requirements.gpus().count() == 0 ? GpuRequirements.NONE : requirements.gpus();
        return StoredJson.write(new ShapeRequest(
                requirements.resources().milliCpus(),
                requirements.resources().memoryMib(),
                gpus.count(),
                gpus.model(),
                gpus.memoryMib(),
                requirements.regions(),
                requirements.datacenters(),
                requirements.eligibleLabels(),
                requirements.excludedLabels(),
                requirements.excludedExecutors()));
    }
}
