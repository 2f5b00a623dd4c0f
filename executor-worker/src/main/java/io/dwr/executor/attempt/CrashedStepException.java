package io.dwr.executor.attempt;

/** A step found the container other than it expected: the attempt is to be looked at from the beginning. */
final class CrashedStepException extends Exception {
    CrashedStepException(String message) {
        super(message);
    }
}
