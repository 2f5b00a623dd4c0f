package io.dwr.executor.journal;

/** The journal cannot be kept: nothing may be started without it. */
public final class JournalException extends RuntimeException {
    JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
