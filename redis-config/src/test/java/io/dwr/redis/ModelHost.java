package io.dwr.redis;

import io.dwr.model.executor.Gpu;
import io.dwr.model.job.JobId;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An executor of the {@link FirstFitModel}, with what runs there. */
final class ModelHost {
    private static final int HALF_OF_A_THOUSAND = 500;

    final Map<JobId, FirstFitModel.Held> jobs = new LinkedHashMap<>();
    Machine machine;
    boolean ready = true;
    boolean lost;

    @Nullable
    JobId keptFor;

    ModelHost(Machine machine) {
        this.machine = machine;
    }

    String id() {
        return machine.id();
    }

    long milliCpus() {
        return machine.cores() * 1000L;
    }

    long mib() {
        return machine.gib() * 1024L;
    }

    long freeMilliCpus() {
        return milliCpus()
                - jobs.values().stream()
                        .mapToLong(job -> job.wish().requirements().resources().milliCpus())
                        .sum();
    }

    long freeMib() {
        return mib()
                - jobs.values().stream()
                        .mapToLong(job -> job.wish().requirements().resources().memoryMib())
                        .sum();
    }

    List<Gpu> freeGpus() {
        List<String> taken = jobs.values().stream()
                .flatMap(job -> job.reservation().gpuUuids().stream())
                .toList();
        return machine.gpus().stream()
                .filter(gpu -> !taken.contains(gpu.uuid()))
                .toList();
    }

    /** Free thousandths, half CPU, half memory. */
    long share() {
        return HALF_OF_A_THOUSAND * Math.max(freeMilliCpus(), 0) / milliCpus()
                + HALF_OF_A_THOUSAND * Math.max(freeMib(), 0) / mib();
    }

    boolean couldEver(Requirements wanted) {
        return ready
                && !lost
                && (wanted.regions().isEmpty() || wanted.regions().contains(machine.region()))
                && (wanted.datacenters().isEmpty() || wanted.datacenters().contains(machine.datacenter()))
                && machine.labels()
                        .entrySet()
                        .containsAll(wanted.eligibleLabels().entrySet())
                && wanted.excludedLabels().entrySet().stream()
                        .noneMatch(machine.labels().entrySet()::contains)
                && !wanted.excludedExecutors().contains(id())
                && matching(wanted, machine.gpus()).size() >= wanted.gpus().count()
                && milliCpus() >= wanted.resources().milliCpus()
                && mib() >= wanted.resources().memoryMib()
                && machine.maxJobs() > 0;
    }

    Optional<Reservation> fit(Requirements wanted) {
        List<String> gpus = matching(wanted, freeGpus());
        boolean fits = couldEver(wanted)
                && gpus.size() >= wanted.gpus().count()
                && freeMilliCpus() >= wanted.resources().milliCpus()
                && freeMib() >= wanted.resources().memoryMib()
                && jobs.size() < machine.maxJobs();
        return fits
                ? Optional.of(new Reservation(
                        id(), "10.0.0.1", gpus.subList(0, wanted.gpus().count())))
                : Optional.empty();
    }

    private static List<String> matching(Requirements wanted, List<Gpu> gpus) {
        String model = wanted.gpus().model();
        return gpus.stream()
                .filter(gpu -> model.equals("any") || gpu.model().equalsIgnoreCase(model))
                .filter(gpu -> gpu.memoryMib() >= wanted.gpus().memoryMib())
                .map(Gpu::uuid)
                .toList();
    }
}
