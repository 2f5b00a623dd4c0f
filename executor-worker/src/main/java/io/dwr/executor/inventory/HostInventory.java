package io.dwr.executor.inventory;

import io.dwr.executor.engine.EngineFacts;
import io.dwr.executor.settings.OfferSettings;
import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.Engine;
import io.dwr.model.executor.Gpu;
import io.dwr.model.placement.Resources;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this executor offers: what its engine really has, less what is held back, or less by the operator's wish. */
public final class HostInventory {
    private static final Logger log = LoggerFactory.getLogger(HostInventory.class);
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);
    private static final long MIB = 1024L * 1024;
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);

    private final OfferSettings settings;
    private final GpuSource gpus;
    private @Nullable Resources resources;
    private volatile List<String> toldMissing = List.of();

    public HostInventory(OfferSettings settings, GpuSource gpus) {
        this.settings = settings;
        this.gpus = gpus;
    }

    public Capacity capacity(EngineFacts engine) {
        return new Capacity(resources(engine), offeredGpus(engine), settings.maxJobs());
    }

    /** Found once: only GPUs come and go. */
    private synchronized Resources resources(EngineFacts engine) {
        if (resources == null) {
            resources = new Resources(milliCpus(engine), memoryBytes(engine));
        }
        return resources;
    }

    public static Engine engine(EngineFacts facts) {
        return new Engine(facts.id(), facts.version(), new Resources(facts.cpus() * 1000L, facts.memoryBytes()));
    }

    private long milliCpus(EngineFacts engine) {
        return atMost("EXECUTOR_CPU_CORES", settings.cpuCores(), MILLIS, engine.cpus() * 1000L, engine.cpus() * 1000L);
    }

    private long memoryBytes(EngineFacts engine) {
        long unreserved = BigDecimal.valueOf(engine.memoryBytes())
                .multiply(BigDecimal.ONE.subtract(settings.reservedMemory()))
                .setScale(0, RoundingMode.DOWN)
                .longValue();
        long offered = atMost("EXECUTOR_MEMORY_GB", settings.memoryGb(), GIB, unreserved, engine.memoryBytes());
        // The ledger counts whole MiB: offering a part of one would never be seen free.
        return offered / MIB * MIB;
    }

    private static long atMost(String name, @Nullable BigDecimal wished, BigDecimal unit, long fallback, long present) {
        if (wished == null) {
            return fallback;
        }
        long amount = wished.multiply(unit).setScale(0, RoundingMode.DOWN).longValue();
        if (amount <= present) {
            return amount;
        }
        BigDecimal had = BigDecimal.valueOf(present).divide(unit, 3, RoundingMode.DOWN);
        log.warn("{} is {}, and the engine has {}: {} is offered", name, wished, had, had);
        return present;
    }

    private List<Gpu> offeredGpus(EngineFacts engine) {
        List<Gpu> present = gpus.find(engine);
        if (settings.gpus().isEmpty()) {
            return present;
        }
        List<String> missing = settings.gpus().stream()
                .filter(uuid -> present.stream().noneMatch(gpu -> gpu.uuid().equals(uuid)))
                .toList();
        if (!missing.equals(toldMissing) && !missing.isEmpty()) {
            log.warn("EXECUTOR_GPUS names {}, which this machine does not offer", missing);
        }
        toldMissing = missing;
        return present.stream()
                .filter(gpu -> settings.gpus().contains(gpu.uuid()))
                .toList();
    }
}
