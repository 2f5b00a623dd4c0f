package io.dwr.executor.usage;

import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.inventory.GpuReading;
import io.dwr.executor.settings.UsageSettings;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.Usage;
import io.dwr.redis.usage.UsageStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Samples every running container by a few calls of the engine at a time. A container gets its first sample two seconds
 * after its start, so that a short one costs nothing.
 */
public final class UsageSampler {
    private static final int CALLS_AT_ONCE = 8;

    private final ContainerEngine engine;
    private final UsageStore store;
    private final Supplier<Map<String, GpuReading>> gpus;
    private final UsageSettings settings;
    private final InstantSource clock;
    private final Map<HeldAttempt, SampledContainer> containers = new ConcurrentHashMap<>();
    private final Semaphore calls = new Semaphore(CALLS_AT_ONCE);

    /**
     * @param gpus the last readings by device
     */
    public UsageSampler(
            ContainerEngine engine,
            UsageStore store,
            Supplier<Map<String, GpuReading>> gpus,
            UsageSettings settings,
            InstantSource clock) {
        this.engine = engine;
        this.store = store;
        this.gpus = gpus;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The attempt's container runs. No effect when that is known.
     *
     * @param adopted whether an earlier process may have sampled it
     */
    public void begin(
            HeldAttempt attempt, String containerId, Instant startedAt, List<String> gpuUuids, boolean adopted) {
        containers.computeIfAbsent(
                attempt,
                _ -> new SampledContainer(
                        attempt,
                        containerId,
                        new UsageMeter(startedAt, gpuUuids, settings.gpuIdleAfter()),
                        startedAt,
                        adopted));
    }

    /** The attempt's container has ended: what it used; null when it was never sampled. */
    public @Nullable Usage end(HeldAttempt attempt) {
        SampledContainer container = containers.remove(attempt);
        return container == null ? null : container.end(store);
    }

    /** Samples what is due; called each second. Nothing waits for the engine here. */
    public void sampleDue() {
        Instant now = clock.instant();
        for (SampledContainer container : containers.values()) {
            if (container.isDue(now, settings.interval())) {
                Thread.ofVirtual().name("usage-" + container.attempt().jobId()).start(() -> sample(container));
            }
        }
    }

    private void sample(SampledContainer container) {
        try {
            calls.acquire();
            try {
                container.sample(engine, gpus.get(), store, clock);
            } finally {
                calls.release();
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Since when devices are idle that attempts hold, by device. */
    public Map<String, Instant> idleGpus() {
        Map<String, Instant> idle = new ConcurrentHashMap<>();
        containers.values().forEach(container -> container.addIdleGpus(idle));
        return Map.copyOf(idle);
    }
}
