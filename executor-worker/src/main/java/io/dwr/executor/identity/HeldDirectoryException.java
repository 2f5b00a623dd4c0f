package io.dwr.executor.identity;

/** Another process holds the state directory. */
final class HeldDirectoryException extends StateDirectoryException {
    HeldDirectoryException(String message) {
        super(message);
    }
}
