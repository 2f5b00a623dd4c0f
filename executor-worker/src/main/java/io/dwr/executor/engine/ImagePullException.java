package io.dwr.executor.engine;

import io.dwr.model.job.StatusReason;
import org.jspecify.annotations.Nullable;

/** An image could not be fetched. */
public final class ImagePullException extends EngineException {
    private final StatusReason reason;

    public ImagePullException(StatusReason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public StatusReason reason() {
        return reason;
    }
}
