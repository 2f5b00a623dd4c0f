package io.dwr.executor.attempt;

import io.dwr.model.job.StatusReason;
import org.jspecify.annotations.Nullable;

/** An attempt ends without a program that ran to its end. */
final class AttemptEnd extends RuntimeException {
    private final StatusReason reason;
    private final @Nullable Integer exitCode;

    AttemptEnd(StatusReason reason, String message, @Nullable Throwable cause) {
        this(reason, null, message, cause);
    }

    AttemptEnd(StatusReason reason, @Nullable Integer exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.exitCode = exitCode;
    }

    StatusReason reason() {
        return reason;
    }

    @Nullable
    Integer exitCode() {
        return exitCode;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
