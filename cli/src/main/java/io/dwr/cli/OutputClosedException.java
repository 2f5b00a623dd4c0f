package io.dwr.cli;

/** Nobody reads the command's output any more, as in {@code dwr logs ID | head}. */
public final class OutputClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutputClosedException(Throwable cause) {
        super("nobody reads the output", cause);
    }
}
