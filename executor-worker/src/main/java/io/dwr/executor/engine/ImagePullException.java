package io.dwr.executor.engine;

import io.dwr.model.job.StatusReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An image could not be fetched. */
public final class ImagePullException extends EngineException {
    private final StatusReason reason;
    private final @Nullable Duration pause;

    public ImagePullException(StatusReason reason, String message, @Nullable Throwable cause) {
        this(reason, message, cause, null);
    }

    private ImagePullException(
            StatusReason reason, String message, @Nullable Throwable cause, @Nullable Duration pause) {
        super(message, cause);
        this.reason = reason;
        this.pause = pause;
    }

    /**
     * A fault that may be gone soon.
     *
     * @param pause that the registry asks for; zero when it asks for none
     */
    public static ImagePullException passing(String message, @Nullable Throwable cause, Duration pause) {
        return new ImagePullException(StatusReason.IMAGE_PULL_FAILED, message, cause, pause);
    }

    public StatusReason reason() {
        return reason;
    }

    /** How long the registry wants to be left alone before another try; null when no other try makes sense. */
    public @Nullable Duration pause() {
        return pause;
    }
}
