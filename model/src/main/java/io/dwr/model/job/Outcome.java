package io.dwr.model.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended. An executor gives one only after it has seen that the container is gone.
 *
 * @param exitCode of the container's main process, null when none ran to its end
 * @param message one sentence for a person
 * @param containerId null when none was made
 * @param startedAt when the container started, by the engine's clock; null when it never did
 * @param finishedAt when the container ended, or the attempt when no container started
 * @param usage what the container used; null when it was too short to be sampled, or none started
 */
public record Outcome(
        StatusReason reason,
        @Nullable Integer exitCode,
        String message,
        @Nullable String containerId,
        @Nullable Instant startedAt,
        Instant finishedAt,
        @Nullable Usage usage) {
    /** An end of which nothing was measured. */
    public Outcome(
            StatusReason reason,
            @Nullable Integer exitCode,
            String message,
            @Nullable String containerId,
            @Nullable Instant startedAt,
            Instant finishedAt) {
        this(reason, exitCode, message, containerId, startedAt, finishedAt, null);
    }

    /** The same end with what was measured. */
    public Outcome withUsage(@Nullable Usage measured) {
        return new Outcome(reason, exitCode, message, containerId, startedAt, finishedAt, measured);
    }
}
