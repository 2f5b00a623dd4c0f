package io.dwr.scheduler.workflow;

/** Temporal answers, and this one workflow does not say where it stands. */
public final class StandingUnknownException extends RuntimeException {
    public StandingUnknownException(String message, Throwable cause) {
        super(message, cause);
    }
}
