package io.dwr.model.log;

import java.util.Locale;

/** Who wrote a log line. */
public enum LogSource {
    STDOUT,
    STDERR,
    /** This system: the start and the end of an attempt, a cut, a doubt. */
    SYSTEM;

    /** The word in a stored line: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
