package io.dwr.executor.registry;

/** Logins that this machine is set up with cannot be read. The message names file or program and holds no secret. */
final class UnusableLoginException extends RuntimeException {
    UnusableLoginException(String message) {
        super(message);
    }
}
