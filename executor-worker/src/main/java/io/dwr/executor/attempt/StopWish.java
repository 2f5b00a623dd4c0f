package io.dwr.executor.attempt;

import io.dwr.model.job.StatusReason;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The wish that an attempt ends. The first cause stands. */
final class StopWish {
    private static final int KILLED = 137;

    private final CompletableFuture<StopCause> wish = new CompletableFuture<>();
    private volatile boolean sent;
    private volatile boolean killed;

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
    void sent() {
        sent = true;
    }

    /** The container had ended before the engine was told. */
    void cameTooLate() {
        sent = false;
    }

    boolean isSent() {
        return sent;
    }

    /** The engine is told to kill the container from now on. */
    void killed() {
        killed = true;
    }

    /** Why this system ended a container that has this exit code; null when it did not. */
    @Nullable
    StopCause causeOf(int exitCode) {
        return sent || (killed && exitCode == KILLED) ? cause() : null;
    }

    /** Ends an attempt that has no running container yet. */
    void check() {
        StopCause cause = cause();
        if (cause != null) {
            throw new AttemptEnd(StatusReason.ABORTED, cause.sentence(), null);
        }
    }
}
