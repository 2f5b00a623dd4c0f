package io.dwr.executor.engine;

/** A container of that name exists. */
public final class NameTakenException extends EngineException {
    public NameTakenException(String message, Throwable cause) {
        super(message, cause);
    }
}
