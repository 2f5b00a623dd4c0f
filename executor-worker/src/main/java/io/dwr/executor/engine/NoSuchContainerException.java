package io.dwr.executor.engine;

/** There is no such container. */
public final class NoSuchContainerException extends EngineException {
    public NoSuchContainerException(String message, Throwable cause) {
        super(message, cause);
    }
}
