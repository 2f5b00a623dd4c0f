package io.dwr.redis;

import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.Engine;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.ExecutorReport.Health;
import io.dwr.model.executor.ExecutorReport.ProcessIds;
import io.dwr.model.executor.ExecutorReport.Site;
import io.dwr.model.executor.Gpu;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.executor.HeldResources;
import io.dwr.model.executor.HostState;
import io.dwr.model.placement.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Executors for stories: a machine with an engine of its own, with what the story says of it. */
record Machine(
        String id,
        int cores,
        int gib,
        List<Gpu> gpus,
        String region,
        String datacenter,
        Map<String, String> labels,
        int maxJobs,
        String engine,
        Resources engineTotal,
        String process,
        List<HeldAttempt> held) {
    private static final long GIB = 1024L * 1024 * 1024;
    private static final Health WELL = new Health(HostState.of(0.25, 0.5), null);

    static Machine machine(String id, int cores, int gib) {
        return new Machine(
                id,
                cores,
                gib,
                List.of(),
                "default",
                "",
                Map.of(),
                100,
                "engine-of-" + id,
                resources(cores, gib),
                "process-1-of-" + id,
                List.of());
    }

    static Resources resources(int cores, int gib) {
        return new Resources(cores * 1000L, gib * GIB);
    }

    Machine withGpus(String model, int count, long memoryMib) {
        List<Gpu> more = new ArrayList<>(gpus);
        for (int i = 0; i < count; i++) {
            more.add(new Gpu("GPU-" + id + "-" + more.size(), model, memoryMib));
        }
        return new Machine(
                id, cores, gib, more, region, datacenter, labels, maxJobs, engine, engineTotal, process, held);
    }

    Machine withGpuList(List<Gpu> list) {
        return new Machine(
                id, cores, gib, list, region, datacenter, labels, maxJobs, engine, engineTotal, process, held);
    }

    Machine in(String newRegion, String newDatacenter) {
        return new Machine(
                id, cores, gib, gpus, newRegion, newDatacenter, labels, maxJobs, engine, engineTotal, process, held);
    }

    Machine labelled(String name, String value) {
        return new Machine(
                id,
                cores,
                gib,
                gpus,
                region,
                datacenter,
                Map.of(name, value),
                maxJobs,
                engine,
                engineTotal,
                process,
                held);
    }

    Machine withMostJobs(int most) {
        return new Machine(id, cores, gib, gpus, region, datacenter, labels, most, engine, engineTotal, process, held);
    }

    Machine sized(int newCores, int newGib) {
        return new Machine(
                id, newCores, newGib, gpus, region, datacenter, labels, maxJobs, engine, engineTotal, process, held);
    }

    Machine on(String newEngine, int engineCores, int engineGib) {
        return new Machine(
                id,
                cores,
                gib,
                gpus,
                region,
                datacenter,
                labels,
                maxJobs,
                newEngine,
                resources(engineCores, engineGib),
                process,
                held);
    }

    Machine restarted() {
        return new Machine(
                id,
                cores,
                gib,
                gpus,
                region,
                datacenter,
                labels,
                maxJobs,
                engine,
                engineTotal,
                "next-" + process,
                held);
    }

    Machine holding(HeldAttempt... attempts) {
        return new Machine(
                id,
                cores,
                gib,
                gpus,
                region,
                datacenter,
                labels,
                maxJobs,
                engine,
                engineTotal,
                process,
                List.of(attempts));
    }

    ExecutorId executorId() {
        return new ExecutorId(id);
    }

    ExecutorReport report() {
        return report(WELL);
    }

    ExecutorReport report(Health health) {
        return report(null, health, unknown());
    }

    ExecutorReport reportInTrouble(String sentence) {
        return report(new Health(WELL.host(), sentence));
    }

    ExecutorReport reportAfter(String predecessor) {
        return report(predecessor, WELL, unknown());
    }

    /** A report of what runs there, with what it takes. */
    ExecutorReport report(List<HeldResources> taken) {
        return report(null, WELL, taken);
    }

    private List<HeldResources> unknown() {
        return held.stream().map(HeldResources::unknown).toList();
    }

    private ExecutorReport report(@Nullable String predecessor, Health health, List<HeldResources> taken) {
        return new ExecutorReport(
                executorId(),
                new Site("10.0.0.1", "host-of-" + id, region, datacenter, labels),
                new Capacity(resources(cores, gib), gpus, maxJobs),
                new Engine(engine, "20.10", engineTotal),
                new ProcessIds(process, predecessor),
                health,
                taken);
    }
}
