package io.dwr.scheduler.workflow;

/** Temporal did not answer, or not in time: what was asked may or may not have happened. */
public final class WorkflowsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public WorkflowsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
