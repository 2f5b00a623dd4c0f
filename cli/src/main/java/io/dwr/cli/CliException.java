package io.dwr.cli;

/** A command cannot go on. The message is for a person: {@code <what>: <cause>. <next step>}. */
public class CliException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CliException(String message) {
        super(message);
    }

    public CliException(String message, Throwable cause) {
        super(message, cause);
    }
}
