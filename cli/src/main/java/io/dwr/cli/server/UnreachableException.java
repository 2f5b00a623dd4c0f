package io.dwr.cli.server;

import io.dwr.cli.CliException;

/** No connection to the scheduler could be made: nothing was sent. */
public final class UnreachableException extends CliException {
    private static final long serialVersionUID = 1;

    UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
