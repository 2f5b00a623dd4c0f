package io.dwr.executor.volume;

import io.dwr.model.job.StatusReason;

/** A volume may not be mounted here. */
public final class VolumeRefusedException extends RuntimeException {
    private final StatusReason reason;

    VolumeRefusedException(StatusReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public StatusReason reason() {
        return reason;
    }
}
