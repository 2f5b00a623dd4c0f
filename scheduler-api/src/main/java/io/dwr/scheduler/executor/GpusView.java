package io.dwr.scheduler.executor;

import io.dwr.model.executor.ExecutorView;
import io.dwr.model.executor.Gpu;
import io.dwr.model.executor.GpuState;
import io.dwr.scheduler.json.Amounts;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs of an executor.
 *
 * @param gpuTypes models, each once
 * @param idleGpus how many a job holds and does not use
 * @param gpus that are offered
 * @param unhealthyGpus that are not, each with the reason
 */
record GpusView(
        List<String> gpuTypes,
        int totalGpus,
        int availableGpus,
        int idleGpus,
        List<GpuView> gpus,
        List<UnhealthyGpuView> unhealthyGpus) {
    static GpusView of(ExecutorView executor) {
        List<Gpu> all = executor.capacity().gpus();
        Set<String> free = Set.copyOf(executor.freeGpuUuids());
        Map<String, GpuState> states = executor.host().gpus().stream()
                .collect(Collectors.toMap(state -> state.gpu().uuid(), Function.identity(), (one, _) -> one));
        return new GpusView(
                all.stream().map(Gpu::model).distinct().toList(),
                all.size(),
                free.size(),
                Math.toIntExact(states.values().stream()
                        .filter(state -> state.idleSince() != null)
                        .count()),
                all.stream()
                        .map(gpu -> GpuView.of(gpu, free.contains(gpu.uuid()), states.get(gpu.uuid())))
                        .toList(),
                executor.host().gpus().stream()
                        .filter(state -> state.fault() != null)
                        .map(UnhealthyGpuView::of)
                        .toList());
    }

    /**
     * One device, by its exact id.
     *
     * @param usedMemoryGb by whatever; null when it is not told
     * @param utilization percent of time in which it computes; null when it is not told
     * @param idleSince since when it does nothing though a job holds it, once that is long
     */
    record GpuView(
            String uuid,
            String model,
            BigDecimal memoryGb,
            boolean available,
            @Nullable BigDecimal usedMemoryGb,
            @Nullable BigDecimal utilization,
            @Nullable Instant idleSince) {
        static GpuView of(Gpu gpu, boolean free, @Nullable GpuState state) {
            Long used = state == null ? null : state.usedBytes();
            Double share = state == null ? null : state.utilization();
            return new GpuView(
                    gpu.uuid(),
                    gpu.model(),
                    Amounts.gibOfMib(gpu.memoryMib()),
                    free,
                    used == null ? null : Amounts.gibOfBytes(used),
                    share == null ? null : Amounts.percent(share),
                    state == null ? null : state.idleSince());
        }
    }

    /** One that is not offered. A job that holds it goes on. */
    record UnhealthyGpuView(
            String uuid,
            String model,
            BigDecimal memoryGb,
            @Nullable String reason,
            @Nullable Instant since) {
        static UnhealthyGpuView of(GpuState state) {
            return new UnhealthyGpuView(
                    state.gpu().uuid(),
                    state.gpu().model(),
                    Amounts.gibOfMib(state.gpu().memoryMib()),
                    state.fault(),
                    state.faultSince());
        }
    }
}
