package io.dwr.executor.engine;

import io.dwr.executor.engine.ContainerRequest.BindMount;
import io.dwr.model.job.Signals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container as the engine sees it.
 *
 * @param exitCode of the last end; 0 when it has not ended
 * @param outOfMemory whether the kernel killed any of its processes for its memory limit
 * @param error what the engine says about a start that failed, often empty
 * @param startedAt by the engine's clock; null when it never started, or in a list
 * @param finishedAt by the engine's clock; null when it has not ended, or in a list
 * @param mounts what is or will be mounted from this machine; empty in a list
 * @param stopSignal the name of the signal that asks its program to end, which the job or its image may choose; SIGTERM in
 *     a list
 */
public record ContainerFacts(
        String id,
        String name,
        Map<String, String> labels,
        State state,
        int exitCode,
        boolean outOfMemory,
        String error,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        List<BindMount> mounts,
        String stopSignal) {
    public ContainerFacts {
        labels = Map.copyOf(labels);
        mounts = List.copyOf(mounts);
    }

    /** A container without mounts, with the usual stop signal. */
    public ContainerFacts(
            String id,
            String name,
            Map<String, String> labels,
            State state,
            int exitCode,
            boolean outOfMemory,
            String error,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {
        this(id, name, labels, state, exitCode, outOfMemory, error, startedAt, finishedAt, List.of(), Signals.TERM);
    }

    /** Where a container stands. */
    public enum State {
        CREATED,
        /** Running, paused or restarting: it holds processes. */
        RUNNING,
        ENDED
    }
}
