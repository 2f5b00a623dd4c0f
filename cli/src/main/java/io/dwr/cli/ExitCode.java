package io.dwr.cli;

/** Exit codes of commands; {@code run} has the container's beside them. */
public final class ExitCode {
    public static final int OK = 0;
    /** The command could not do what it was asked. */
    public static final int FAILED = 1;
    /** The command was written in a way that it does not understand. */
    public static final int USAGE = 2;
    /** {@code run}: the job ran longer than its timeout, as timeout(1) has it. */
    public static final int TIMED_OUT = 124;
    /** {@code run}: the job could not be run, as in {@code docker run}. */
    public static final int NOT_RUN = 125;
    /** {@code run}: the program may not be executed. */
    public static final int NOT_EXECUTABLE = 126;
    /** {@code run}: the program does not exist. */
    public static final int NOT_FOUND = 127;
    /** Ended by Ctrl-C, or {@code run} of an aborted job without an exit code of its own. */
    public static final int INTERRUPTED = 130;
    /** Nobody reads the output. */
    public static final int OUTPUT_CLOSED = 141;

    private ExitCode() {}
}
