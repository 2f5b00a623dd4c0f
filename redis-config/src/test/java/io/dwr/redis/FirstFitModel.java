package io.dwr.redis;

import io.dwr.model.executor.Gpu;
import io.dwr.model.job.JobId;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** First-fit in plain Java, as simple as it can be: what the ledger must decide. It searches for every job. */
final class FirstFitModel {
    private static final Comparator<Wish> BY_RANK =
            Comparator.<Wish>comparingLong(wish -> wish.rank().score()).thenComparing(Wish::jobId);

    final Map<String, Host> hosts = new LinkedHashMap<>();
    final Map<JobId, Held> held = new HashMap<>();
    final List<Wish> waiting = new ArrayList<>();

    /** A job that wants room. */
    record Wish(JobId jobId, int attempt, Rank rank, Requirements requirements, Optional<String> avoided) {}

    /** A job that has it. */
    record Held(Wish wish, Reservation reservation) {}

    static final class Host {
        Machine machine;
        boolean ready = true;

        Host(Machine machine) {
            this.machine = machine;
        }
    }

    /** What the ledger must answer; empty = waits. */
    Optional<Reservation> reserve(Wish wish) {
        Optional<Reservation> found = search(wish);
        found.ifPresentOrElse(reservation -> held.put(wish.jobId(), new Held(wish, reservation)), () -> {
            waiting.add(wish);
            waiting.sort(BY_RANK);
        });
        return found;
    }

    /** Frees; gives the events that must follow. */
    List<String> free(JobId jobId) {
        Held freed = held.remove(jobId);
        return freed == null ? List.of() : pass(freed.reservation().executorId());
    }

    void withdraw(JobId jobId) {
        waiting.removeIf(wish -> wish.jobId().equals(jobId));
    }

    List<String> report(Machine machine) {
        Host host = hosts.computeIfAbsent(machine.id(), id -> new Host(machine));
        boolean changed = !host.machine.equals(machine);
        host.machine = machine;
        List<String> granted = new ArrayList<>(pass(machine.id()));
        if (changed) {
            granted.addAll(passesOfAvoided());
        }
        return granted;
    }

    List<String> setReady(String id, boolean ready) {
        hosts.get(id).ready = ready;
        return ready ? pass(id) : passesOfAvoided();
    }

    long freeMilliCpus(String id) {
        return hosts.get(id).machine.cores() * 1000L
                - on(id).stream()
                        .mapToLong(job -> job.wish().requirements().resources().milliCpus())
                        .sum();
    }

    long freeMib(String id) {
        return hosts.get(id).machine.gib() * 1024L
                - on(id).stream()
                        .mapToLong(job -> job.wish().requirements().resources().memoryMib())
                        .sum();
    }

    List<String> freeGpus(String id) {
        List<String> taken = on(id).stream()
                .flatMap(job -> job.reservation().gpuUuids().stream())
                .toList();
        return hosts.get(id).machine.gpus().stream()
                .map(Gpu::uuid)
                .filter(uuid -> !taken.contains(uuid))
                .toList();
    }

    List<Held> on(String id) {
        return held.values().stream()
                .filter(job -> job.reservation().executorId().equals(id))
                .toList();
    }

    private Optional<Reservation> search(Wish wish) {
        for (String id : hosts.keySet()) {
            if (!avoids(wish, id)) {
                Optional<Reservation> fit = fit(wish, id);
                if (fit.isPresent()) {
                    return fit;
                }
            }
        }
        return wish.avoided().filter(id -> !possibleElsewhere(wish)).flatMap(id -> fit(wish, id));
    }

    private List<String> passesOfAvoided() {
        TreeSet<String> ids = new TreeSet<>();
        waiting.forEach(wish -> wish.avoided().ifPresent(ids::add));
        return ids.stream().flatMap(id -> pass(id).stream()).toList();
    }

    private List<String> pass(String id) {
        List<String> granted = new ArrayList<>();
        for (Wish wish : List.copyOf(waiting)) {
            if (avoids(wish, id) && possibleElsewhere(wish)) {
                continue;
            }
            fit(wish, id).ifPresent(reservation -> {
                waiting.remove(wish);
                held.put(wish.jobId(), new Held(wish, reservation));
                granted.add(wish.jobId() + "." + wish.attempt() + " " + reservation);
            });
        }
        return granted;
    }

    private boolean avoids(Wish wish, String id) {
        return wish.avoided().filter(id::equals).isPresent();
    }

    private boolean possibleElsewhere(Wish wish) {
        return hosts.keySet().stream().anyMatch(id -> !avoids(wish, id) && couldEver(wish, id));
    }

    private boolean couldEver(Wish wish, String id) {
        Host host = hosts.get(id);
        Requirements wanted = wish.requirements();
        return host.ready
                && (wanted.regions().isEmpty() || wanted.regions().contains(host.machine.region()))
                && matching(wish, host.machine.gpus().stream().map(Gpu::uuid).toList(), host.machine)
                                .size()
                        >= wanted.gpus().count()
                && host.machine.cores() * 1000L >= wanted.resources().milliCpus()
                && host.machine.gib() * 1024L >= wanted.resources().memoryMib()
                && host.machine.maxJobs() > 0;
    }

    private Optional<Reservation> fit(Wish wish, String id) {
        Machine machine = hosts.get(id).machine;
        Requirements wanted = wish.requirements();
        List<String> gpus = matching(wish, freeGpus(id), machine);
        boolean fits = couldEver(wish, id)
                && gpus.size() >= wanted.gpus().count()
                && freeMilliCpus(id) >= wanted.resources().milliCpus()
                && freeMib(id) >= wanted.resources().memoryMib()
                && on(id).size() < machine.maxJobs();
        return fits
                ? Optional.of(new Reservation(
                        id, "10.0.0.1", gpus.subList(0, wanted.gpus().count())))
                : Optional.empty();
    }

    private static List<String> matching(Wish wish, List<String> uuids, Machine machine) {
        String model = wish.requirements().gpus().model();
        return machine.gpus().stream()
                .filter(gpu -> uuids.contains(gpu.uuid()))
                .filter(gpu -> model.equals("any") || gpu.model().equalsIgnoreCase(model))
                .map(Gpu::uuid)
                .toList();
    }
}
