package io.dwr.executor.attempt;

import io.dwr.model.job.StatusReason;

/** Why this system stops a container. */
public enum StopCause {
    ABORTED(StatusReason.ABORTED, "stopped on request"),
    RUN_TIMEOUT(StatusReason.RUN_TIMEOUT, "ran longer than its timeout"),
    SUPERSEDED(StatusReason.EXECUTOR_LOST, "superseded: the executor counted as lost, and the job goes on elsewhere"),
    OUT_OF_CONTACT(
            StatusReason.EXECUTOR_LOST,
            "stopped: the executor was out of contact with Temporal and Redis for too long");

    private final StatusReason reason;
    private final String sentence;

    StopCause(StatusReason reason, String sentence) {
        this.reason = reason;
        this.sentence = sentence;
    }

    StatusReason reason() {
        return reason;
    }

    String sentence() {
        return sentence;
    }
}
