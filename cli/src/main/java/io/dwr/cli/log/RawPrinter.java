package io.dwr.cli.log;

import io.dwr.cli.Console;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import java.time.DateTimeException;
import java.util.Set;

/** Prints the bytes that the container wrote, to the standard output. Marks of what is missing go to the standard error. */
public final class RawPrinter implements LinePrinter {
    private final Console console;
    private final Set<LogSource> sources;

    /**
     * @param sources the streams that are wanted, one or both
     */
    public RawPrinter(Console console, Set<LogSource> sources) {
        this.console = console;
        this.sources = Set.copyOf(sources);
    }

    @Override
    public void print(String stored) {
        LogLine line;
        try {
            line = LogLine.parse(stored);
        } catch (IllegalArgumentException | DateTimeException otherHand) {
            console.say("a log line has an unknown form: " + stored);
            return;
        }
        if (line.isMark()) {
            console.say(line.text());
        } else if (sources.contains(line.source())) {
            console.raw(line.text() + (line.continued() ? "" : "\n"));
        }
    }
}
