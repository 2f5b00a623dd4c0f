package io.dwr.executor.attempt;

import io.dwr.model.job.StatusReason;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The wish that an attempt ends. The first cause stands. */
final class StopWish {
    private final CompletableFuture<StopCause> wish = new CompletableFuture<>();

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

    /** Ends an attempt that has no running container yet. */
    void check() {
        StopCause cause = cause();
        if (cause != null) {
            throw new AttemptEnd(StatusReason.ABORTED, cause.sentence(), null);
        }
    }
}
