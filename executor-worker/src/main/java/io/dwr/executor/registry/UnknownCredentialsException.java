package io.dwr.executor.registry;

/** Credentials of the name that a job gives are of no use to it; the message is the rest of a sentence about them. */
final class UnknownCredentialsException extends RuntimeException {
    UnknownCredentialsException(String message) {
        super(message);
    }
}
