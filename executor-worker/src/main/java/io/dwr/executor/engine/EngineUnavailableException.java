package io.dwr.executor.engine;

/** The engine did not answer, broke off, or cannot be used. What was asked may have happened. */
public final class EngineUnavailableException extends EngineException {
    public EngineUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
