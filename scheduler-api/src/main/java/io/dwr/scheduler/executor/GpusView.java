package io.dwr.scheduler.executor;

import io.dwr.model.executor.ExecutorView;
import io.dwr.model.executor.Gpu;
import io.dwr.scheduler.json.Amounts;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * The GPUs of an executor.
 *
 * @param gpuTypes models, each once
 */
record GpusView(List<String> gpuTypes, int totalGpus, int availableGpus, List<GpuView> gpus) {
    static GpusView of(ExecutorView executor) {
        List<Gpu> all = executor.capacity().gpus();
        Set<String> free = Set.copyOf(executor.freeGpuUuids());
        return new GpusView(
                all.stream().map(Gpu::model).distinct().toList(),
                all.size(),
                free.size(),
                all.stream()
                        .map(gpu -> new GpuView(
                                gpu.uuid(), gpu.model(), Amounts.gibOfMib(gpu.memoryMib()), free.contains(gpu.uuid())))
                        .toList());
    }

    /** One device, by its exact id. */
    record GpuView(String uuid, String model, BigDecimal memoryGb, boolean available) {}
}
