package io.dwr.executor.identity;

/** The state directory is held by another process or cannot be used; the message says what to do. */
public class StateDirectoryException extends RuntimeException {
    StateDirectoryException(String message) {
        super(message);
    }
}
