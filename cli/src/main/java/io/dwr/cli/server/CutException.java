package io.dwr.cli.server;

import io.dwr.cli.CliException;

/** The connection broke before the answer was complete: whether the scheduler acted is not known. */
public final class CutException extends CliException {
    private static final long serialVersionUID = 1;

    CutException(String message, Throwable cause) {
        super(message, cause);
    }
}
