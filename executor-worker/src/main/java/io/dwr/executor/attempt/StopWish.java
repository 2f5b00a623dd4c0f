package io.dwr.executor.attempt;

import io.dwr.model.job.StatusReason;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The wish that an attempt ends. The first cause stands. */
final class StopWish {
    private static final int KILLED = 137;

    private final CompletableFuture<StopCause> wish = new CompletableFuture<>();
    private volatile @Nullable Instant sentAt;
    private volatile boolean killed;
    private volatile boolean takenOver;

    void wish(StopCause cause) {
        wish.complete(cause);
    }

    CompletableFuture<StopCause> future() {
        return wish;
    }

    @Nullable
    StopCause cause() {
        return wish.getNow(null);
    }

    /** The engine is told to stop the container from now on; its answer may be lost. */
    void sent(Instant now) {
        if (sentAt == null) {
            sentAt = now;
        }
    }

    /** An earlier process was about to tell the engine, or had told it. */
    void takeOver(StopCause cause, Instant then) {
        wish(cause);
        sent(then);
        takenOver = true;
    }

    boolean isTakenOver() {
        return takenOver;
    }

    /** The container had ended before the engine was told. */
    void cameTooLate() {
        sentAt = null;
    }

    boolean isSent() {
        return sentAt != null;
    }

    /** When the engine was first told; null when it was not. */
    @Nullable
    Instant sentAt() {
        return sentAt;
    }

    /** The engine is told to kill the container from now on. */
    void killed() {
        killed = true;
    }

    /** Why this system ended a container that has this exit code; null when it did not. */
    @Nullable
    StopCause causeOf(int exitCode) {
        return isSent() || (killed && exitCode == KILLED) ? cause() : null;
    }

    /** Ends an attempt that has no running container yet. */
    void check() {
        StopCause cause = cause();
        if (cause != null) {
            throw new AttemptEnd(StatusReason.ABORTED, cause.sentence(), null);
        }
    }
}
