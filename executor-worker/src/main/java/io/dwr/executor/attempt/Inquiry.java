package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerEvent;
import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.executor.engine.EngineWitness;
import io.dwr.executor.kernel.KernelLog;
import io.dwr.model.job.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who ended a container that has ended, from what the engine remembers and what the kernel says. Asks only
 * where the exit code leaves it open.
 */
final class Inquiry {
    private static final Logger log = LoggerFactory.getLogger(Inquiry.class);
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;
    /** What the engine says of a container that was gone when it came back. */
    private static final int VANISHED = 255;

    private static final Set<Integer> OF_A_STOPPED_ENGINE = Set.of(KILLED, TERMINATED, VANISHED);
    private static final Duration BEFORE = Duration.ofSeconds(1);

    private final EngineWitness witness;
    private final KernelLog kernel;
    private final ContainerFacts container;
    private final boolean watched;

    /**
     * @param watched whether this process saw it end, by an engine that answered all the time
     */
    Inquiry(EngineWitness witness, KernelLog kernel, ContainerFacts container, boolean watched) {
        this.witness = witness;
        this.kernel = kernel;
        this.container = container;
        this.watched = watched;
    }

    /** Why this system ended it; null when what it meant to do came too late. */
    @Nullable
    StopCause stop(StopWish wish) {
        StopCause cause = wish.causeOf(container.exitCode());
        if (cause == null || !wish.isTakenOver()) {
            return cause;
        }
        List<ContainerEvent> events = events();
        return remembersDeath(events) && lastSignal(events) == null ? null : cause;
    }

    /** What an end by nobody of this system is about. */
    Evidence evidence(Evidence known) {
        int code = container.exitCode();
        if (code == 0 || known.stop() != null || known.guardKilled()) {
            return known;
        }
        List<ContainerEvent> events = events();
        String signal = lastSignal(events);
        boolean stopping = signal != null && !witness.takesCalls();
        boolean forgotten = !watched && OF_A_STOPPED_ENGINE.contains(code) && !remembersDeath(events);
        boolean restarted = stopping || forgotten;
        boolean unexplained = code == KILLED && !restarted && !Signals.KILL.equals(signal);
        return known.signalledFromOutside(signal)
                .afterRestart(restarted)
                .saidByKernel(unexplained ? kernel.ofContainer(container.id()) : Optional.empty());
    }

    private List<ContainerEvent> events() {
        Instant startedAt = container.startedAt();
        if (startedAt == null) {
            return List.of();
        }
        try {
            return witness.events(container.id(), startedAt.minus(BEFORE));
        } catch (EngineRefusalException refused) {
            log.warn("the engine does not tell what happened to {}: {}", container.id(), refused.getMessage());
            return List.of();
        }
    }

    private static boolean remembersDeath(List<ContainerEvent> events) {
        return events.stream().anyMatch(event -> event.action().equals("die"));
    }

    private static @Nullable String lastSignal(List<ContainerEvent> events) {
        String last = null;
        for (ContainerEvent event : events) {
            last = event.action().equals("kill") && event.signal() != null ? event.signal() : last;
        }
        return last;
    }
}
