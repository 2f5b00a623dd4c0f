package io.dwr.executor.engine;

/** The engine refuses the request. Its own words are the message; its HTTP status says nothing about whose fault it is. */
public final class EngineRefusalException extends EngineException {
    public EngineRefusalException(String message, Throwable cause) {
        super(message, cause);
    }
}
