package io.dwr.executor.attempt;

import io.dwr.model.job.SentBy;
import io.dwr.model.job.StatusReason;

/** Why this system stops a container. */
public enum StopCause {
    ABORTED(StatusReason.ABORTED, SentBy.USER, "stopped on request"),
    DRAINED(
            StatusReason.ABORTED,
            SentBy.OPERATOR,
            "stopped: the executor is taken out of service, and the job goes on elsewhere"),
    RUN_TIMEOUT(StatusReason.RUN_TIMEOUT, SentBy.TIMEOUT, "ran longer than its timeout"),
    SUPERSEDED(
            StatusReason.EXECUTOR_LOST,
            SentBy.EXECUTOR,
            "superseded: the executor counted as lost, and the job goes on elsewhere"),
    OUT_OF_CONTACT(
            StatusReason.EXECUTOR_LOST,
            SentBy.EXECUTOR,
            "stopped: the executor was out of contact with Temporal and Redis for too long");

    private final StatusReason reason;
    private final SentBy sentBy;
    private final String sentence;

    StopCause(StatusReason reason, SentBy sentBy, String sentence) {
        this.reason = reason;
        this.sentBy = sentBy;
        this.sentence = sentence;
    }

    StatusReason reason() {
        return reason;
    }

    SentBy sentBy() {
        return sentBy;
    }

    String sentence() {
        return sentence;
    }
}
