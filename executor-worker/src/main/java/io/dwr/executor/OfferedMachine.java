package io.dwr.executor;

import io.dwr.executor.identity.Siblings;
import io.dwr.executor.identity.StateDirectory;
import io.dwr.executor.inventory.EqualShare;
import io.dwr.executor.inventory.GpuLimits;
import io.dwr.executor.inventory.GpuWatch;
import io.dwr.executor.inventory.HostInventory;
import io.dwr.executor.inventory.HostUsage;
import io.dwr.executor.inventory.SharedOffer;
import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.Engine;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.ExecutorReport.Health;
import io.dwr.model.executor.ExecutorReport.ProcessIds;
import io.dwr.model.executor.ExecutorReport.Site;
import io.dwr.model.executor.Gpu;
import io.dwr.model.executor.GpuState;
import io.dwr.model.executor.HeldResources;
import io.dwr.model.job.Permission;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The machine as this executor offers it: what it has, what of that is this executor's, and how it is. */
final class OfferedMachine {
    private final Ground ground;
    private final GpuWatch gpus;
    private final SharedOffer offer;
    private final HostUsage usage;
    private volatile Set<String> ownGpus = Set.of();

    OfferedMachine(Ground ground) {
        this.ground = ground;
        this.gpus = new GpuWatch(
                System.getenv().getOrDefault("PATH", ""),
                GpuLimits.of(
                        ground.settings().offer().gpus(),
                        ground.settings().usage().gpuForeignMib()),
                Clock.systemUTC());
        HostInventory inventory = new HostInventory(ground.settings().offer(), gpus);
        this.offer = new SharedOffer(() -> inventory.capacity(ground.facts()), share(ground));
        this.usage = new HostUsage(
                Map.of("engine", ground.engineData(), "state", ground.state().path()));
    }

    private static Supplier<EqualShare> share(Ground ground) {
        if (!ground.settings().identity().equalShare()) {
            return () -> EqualShare.WHOLE;
        }
        return new Siblings(ground.state().path(), ground.settings().timing().lostAfter())::share;
    }

    GpuWatch gpus() {
        return gpus;
    }

    /** What all executors of the engine offer together. */
    Capacity whole() {
        return offer.whole();
    }

    /** Whether another report is due, since this executor's share has changed. */
    boolean isOutdated() {
        return offer.isOutdated();
    }

    /** Whether the GPU is one of those that the last report spoke of. */
    boolean isOwn(String gpuUuid) {
        return ownGpus.contains(gpuUuid);
    }

    /**
     * The next report.
     *
     * @param trouble why this executor takes no new jobs; null when it takes them
     * @param idle GPUs that a job holds and does not use, and since when
     */
    ExecutorReport report(
            ProcessIds process, @Nullable String trouble, List<HeldResources> held, Map<String, Instant> idle) {
        Capacity own = offer.next();
        Set<String> devices = own.gpus().stream().map(Gpu::uuid).collect(Collectors.toSet());
        ownGpus = devices;
        return new ExecutorReport(
                ground.profile().id(),
                site(),
                new Capacity(own.resources(), gpus.healthy(own.gpus()), own.maxJobs()),
                engine(),
                process,
                new Health(usage.state(states(devices, idle)), trouble),
                held);
    }

    Engine engine() {
        return HostInventory.engine(ground.facts());
    }

    private Site site() {
        var identity = ground.settings().identity();
        Map<String, String> labels = new HashMap<>(identity.labels());
        labels.putAll(Permission.labels(ground.settings().offer().allowed()));
        return new Site(
                ground.profile().ip(), StateDirectory.hostName(), identity.region(), identity.datacenter(), labels);
    }

    private List<GpuState> states(Set<String> devices, Map<String, Instant> idle) {
        return gpus.states().stream()
                .filter(state -> devices.contains(state.gpu().uuid()))
                .map(state -> state.idle(idle.get(state.gpu().uuid())))
                .toList();
    }
}
