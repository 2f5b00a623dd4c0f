package io.dwr.redis;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.redis.ledger.PlacementOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** First-fit in plain Java, as simple as it can be: what the ledger must decide. It searches for every job. */
final class FirstFitModel {
    private static final Comparator<Wish> BY_RANK =
            Comparator.<Wish>comparingLong(wish -> wish.rank().score()).thenComparing(Wish::jobId);
    private static final int KEPT_IN_TEN = 10;
    private static final int MOST_KEPT = 16;
    private static final int CHOICE = 8;

    final Map<String, ModelHost> hosts = new LinkedHashMap<>();
    final List<Wish> waiting = new ArrayList<>();
    private final PlacementOrder order;
    /** Hosts whose room is to be offered to those who wait. */
    private final TreeSet<String> open = new TreeSet<>();

    FirstFitModel(PlacementOrder order) {
        this.order = order;
    }

    /** A job that wants room. */
    record Wish(JobId jobId, int attempt, Rank rank, Requirements requirements, Optional<String> avoided) {
        boolean avoids(ModelHost host) {
            return avoided.filter(host.id()::equals).isPresent();
        }

        boolean sharesLineWith(Wish other) {
            return requirements.equals(other.requirements) && avoided.equals(other.avoided);
        }
    }

    /** A job that has it. */
    record Held(Wish wish, Reservation reservation) {}

    List<Held> held() {
        return hosts.values().stream()
                .flatMap(host -> host.jobs.values().stream())
                .sorted(Comparator.comparing(job -> job.wish().jobId()))
                .toList();
    }

    /** What the ledger must answer; empty = waits. */
    Optional<Reservation> reserve(Wish wish) {
        Optional<Reservation> found = search(wish);
        found.ifPresentOrElse(reservation -> hold(wish, reservation), () -> {
            waiting.add(wish);
            waiting.sort(BY_RANK);
        });
        return found;
    }

    /** Frees; gives the events that must follow. */
    List<String> free(JobId jobId) {
        ModelHost host = hosts.values().stream()
                .filter(candidate -> candidate.jobs.containsKey(jobId))
                .findFirst()
                .orElseThrow();
        host.jobs.remove(jobId);
        return passes(host.id());
    }

    List<String> withdraw(JobId jobId) {
        waiting.removeIf(wish -> wish.jobId().equals(jobId));
        stopKeeping(jobId);
        return openPasses();
    }

    List<String> report(Machine machine) {
        ModelHost host = hosts.computeIfAbsent(machine.id(), id -> new ModelHost(machine));
        boolean changed = !host.machine.equals(machine);
        host.machine = machine;
        host.lost = false;
        if (changed) {
            openAvoided();
        }
        return passes(machine.id());
    }

    List<String> setReady(String id, boolean ready) {
        hosts.get(id).ready = ready;
        if (!ready) {
            openAvoided();
        }
        return passes(id);
    }

    List<String> lose(String id) {
        hosts.get(id).lost = true;
        hosts.get(id).keptFor = null;
        openAvoided();
        return openPasses();
    }

    /** The job has waited for long. */
    void age(Wish wish) {
        Wish first = waiting.stream().filter(wish::sharesLineWith).findFirst().orElseThrow();
        long kept = hosts.values().stream().filter(host -> host.keptFor != null).count();
        boolean isKept = hosts.values().stream().anyMatch(host -> first.jobId().equals(host.keptFor));
        if (isKept || kept >= Math.max(1, Math.min(MOST_KEPT, hosts.size() / KEPT_IN_TEN))) {
            return;
        }
        ModelHost chosen = null;
        for (ModelHost host : hosts.values().stream()
                .filter(host -> host.keptFor == null && !first.avoids(host) && host.couldEver(first.requirements()))
                .limit(CHOICE)
                .toList()) {
            if (chosen == null || host.share() > chosen.share()) {
                chosen = host;
            }
        }
        if (chosen != null) {
            chosen.keptFor = first.jobId();
        }
    }

    private void hold(Wish wish, Reservation reservation) {
        hosts.get(reservation.executorId()).jobs.put(wish.jobId(), new Held(wish, reservation));
    }

    private void stopKeeping(JobId jobId) {
        hosts.values().stream().filter(host -> jobId.equals(host.keptFor)).forEach(host -> {
            host.keptFor = null;
            open.add(host.id());
        });
    }

    private Optional<Reservation> search(Wish wish) {
        Comparator<ModelHost> better = order == PlacementOrder.PACK
                ? Comparator.comparing(_ -> 0)
                : Comparator.comparing(ModelHost::share).reversed();
        // The sort is stable: of equal ones the first comes first.
        List<ModelHost> inOrder = hosts.values().stream().sorted(better).toList();
        for (ModelHost host : inOrder) {
            if (!wish.avoids(host) && host.keptFor == null) {
                Optional<Reservation> fit = host.fit(wish.requirements());
                if (fit.isPresent()) {
                    return fit;
                }
            }
        }
        return wish.avoided()
                .map(hosts::get)
                .filter(host -> host.keptFor == null && !possibleElsewhere(wish))
                .flatMap(host -> host.fit(wish.requirements()));
    }

    private boolean possibleElsewhere(Wish wish) {
        return hosts.values().stream().anyMatch(host -> !wish.avoids(host) && host.couldEver(wish.requirements()));
    }

    private void openAvoided() {
        waiting.forEach(wish -> wish.avoided().ifPresent(open::add));
    }

    private List<String> passes(String id) {
        List<String> granted = new ArrayList<>(pass(id));
        granted.addAll(openPasses());
        return granted;
    }

    private List<String> openPasses() {
        List<String> granted = new ArrayList<>();
        while (!open.isEmpty()) {
            granted.addAll(pass(open.first()));
        }
        return granted;
    }

    private List<String> pass(String id) {
        ModelHost host = hosts.get(id);
        List<String> granted = new ArrayList<>();
        if (serveTheKept(host, granted)) {
            List.copyOf(waiting).forEach(wish -> serve(wish, host, granted));
        }
        open.remove(id);
        return granted;
    }

    /** False while the host is kept for a job that does not fit yet. */
    private boolean serveTheKept(ModelHost host, List<String> granted) {
        if (host.keptFor == null) {
            return true;
        }
        Wish kept = waiting.stream()
                .filter(wish -> wish.jobId().equals(host.keptFor))
                .findFirst()
                .orElseThrow();
        if (host.couldEver(kept.requirements()) && host.fit(kept.requirements()).isEmpty()) {
            return false;
        }
        host.keptFor = null;
        host.fit(kept.requirements()).ifPresent(reservation -> grant(kept, reservation, granted));
        return true;
    }

    private void serve(Wish wish, ModelHost host, List<String> granted) {
        if (!wish.avoids(host) || !possibleElsewhere(wish)) {
            host.fit(wish.requirements()).ifPresent(reservation -> grant(wish, reservation, granted));
        }
    }

    private void grant(Wish wish, Reservation reservation, List<String> granted) {
        waiting.remove(wish);
        hold(wish, reservation);
        stopKeeping(wish.jobId());
        granted.add(wish.jobId() + "." + wish.attempt() + " " + reservation);
    }
}
