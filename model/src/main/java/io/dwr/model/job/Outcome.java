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
 * @param cause who ended it and by what; what the reason says by itself when null is given, as in old records
 * @param image what ran and how it was fetched; null when it was not looked for, or nobody knows
 */
public record Outcome(
        StatusReason reason,
        @Nullable Integer exitCode,
        String message,
        @Nullable String containerId,
        @Nullable Instant startedAt,
        Instant finishedAt,
        @Nullable Usage usage,
        Cause cause,
        @Nullable ImageUse image) {
    public Outcome(
            StatusReason reason,
            @Nullable Integer exitCode,
            String message,
            @Nullable String containerId,
            @Nullable Instant startedAt,
            Instant finishedAt,
            @Nullable Usage usage,
            @Nullable Cause cause,
            @Nullable ImageUse image) {
        this.reason = reason;
        this.exitCode = exitCode;
        this.message = message;
        this.containerId = containerId;
        this.startedAt = startedAt;
        this.finishedAt = finishedAt;
        this.usage = usage;
        this.cause = cause == null ? Cause.of(reason, exitCode) : cause;
        this.image = image;
    }

    /** An end of which nothing was measured, and whose reason says all. */
    public Outcome(
            StatusReason reason,
            @Nullable Integer exitCode,
            String message,
            @Nullable String containerId,
            @Nullable Instant startedAt,
            Instant finishedAt) {
        this(reason, exitCode, message, containerId, startedAt, finishedAt, null, null, null);
    }

    /** The same end, seen as another one. */
    public Outcome because(StatusReason other, String sentence, Cause found) {
        return new Outcome(other, exitCode, sentence, containerId, startedAt, finishedAt, usage, found, image);
    }

    /** The same end with what was measured. */
    public Outcome withUsage(@Nullable Usage measured) {
        return new Outcome(reason, exitCode, message, containerId, startedAt, finishedAt, measured, cause, image);
    }

    /** The same end, looked at more closely. */
    public Outcome withCause(Cause found) {
        return new Outcome(reason, exitCode, message, containerId, startedAt, finishedAt, usage, found, image);
    }

    /** The same end with what ran. */
    public Outcome withImage(@Nullable ImageUse use) {
        return new Outcome(reason, exitCode, message, containerId, startedAt, finishedAt, usage, cause, use);
    }
}
