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
 */
public record Outcome(
        StatusReason reason,
        @Nullable Integer exitCode,
        String message,
        @Nullable String containerId,
        @Nullable Instant startedAt,
        Instant finishedAt) {}
