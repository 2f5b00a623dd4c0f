package io.dwr.cli;

/** A command line that contradicts itself. */
public final class UsageException extends CliException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        super(message);
    }
}
