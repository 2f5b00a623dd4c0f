package io.dwr.cli.log;

import io.dwr.cli.Console;
import io.dwr.model.log.LogLine;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prints stored log lines as the program wrote them: its standard output to ours, its standard error to ours, and this
 * system's own lines to the standard error, those always that mark what is missing. What steers a terminal passes through, as in Docker.
 */
public final class LogPrinter implements LinePrinter {
    private static final String STDOUT = "stdout";
    private static final String STDERR = "stderr";
    private static final String CONTINUED = "+";

    private final Console console;
    private final boolean timestamps;
    private final SystemLines systemLines;
    private final Set<String> openLines = new HashSet<>();
    private boolean begun;
    private @Nullable String held;

    /** Which of this system's own lines are printed. */
    public enum SystemLines {
        ALL,
        /**
         * Not the first one, which says that the job begins, and not the last one, which says how it ends: a job of one
         * attempt prints what its container writes and nothing else, as in Docker.
         */
        BETWEEN_ATTEMPTS,
        NONE
    }

    public LogPrinter(Console console, boolean timestamps, SystemLines systemLines) {
        this.console = console;
        this.timestamps = timestamps;
        this.systemLines = systemLines;
    }

    @Override
    public void print(String stored) {
        int sourceStart = stored.indexOf(' ') + 1;
        int sourceEnd = stored.indexOf(' ', sourceStart);
        if (sourceStart == 0 || sourceEnd < 0) {
            console.say("a log line has an unknown form: " + stored);
            return;
        }
        String word = stored.substring(sourceStart, sourceEnd);
        boolean continued = word.endsWith(CONTINUED);
        String source = continued ? word.substring(0, word.length() - 1) : word;
        String text = stored.substring(sourceEnd + 1);
        String time = stored.substring(0, sourceStart);
        switch (source) {
            case STDOUT -> {
                printHeld();
                console.raw(part(source, continued, time, text));
            }
            case STDERR -> {
                printHeld();
                console.rawError(part(source, continued, time, text));
            }
            default -> system(time, text);
        }
    }

    private String part(String source, boolean continued, String time, String text) {
        boolean begins = continued ? openLines.add(source) : !openLines.remove(source);
        return (begins && timestamps ? time : "") + text + (continued ? "" : "\n");
    }

    private void system(String time, String text) {
        String line = (timestamps ? time : "") + text;
        if (text.startsWith(LogLine.MARK)) {
            printHeld();
            console.say(line);
            return;
        }
        switch (systemLines) {
            case ALL -> console.say(line);
            case BETWEEN_ATTEMPTS -> hold(line);
            case NONE -> {}
        }
    }

    /** Whether a line is the last one shows when the next comes. */
    private void hold(String line) {
        printHeld();
        held = begun ? line : null;
        begun = true;
    }

    private void printHeld() {
        if (held != null) {
            console.say(held);
            held = null;
        }
    }
}
