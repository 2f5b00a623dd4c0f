package io.dwr.scheduler.log;

import io.dwr.model.log.LogLine;
import java.util.List;
import java.util.Optional;

/** Writes stored lines as text. Without timestamps it is what the program wrote: a line in parts is one line again. */
final class LogText {
    private static final String NEWLINE = "\n";

    private final LogQuery query;

    LogText(LogQuery query) {
        this.query = query;
    }

    String of(List<String> storedLines) {
        StringBuilder text = new StringBuilder();
        storedLines.forEach(stored -> append(stored, text));
        return text.toString();
    }

    private void append(String stored, StringBuilder text) {
        Optional<LogLine> line = parse(stored);
        if (line.isEmpty()) {
            text.append(stored).append(NEWLINE);
            return;
        }
        if (!query.sources().contains(line.get().source())) {
            return;
        }
        if (query.timestamps()) {
            text.append(stored).append(NEWLINE);
            return;
        }
        text.append(line.get().text());
        if (!line.get().continued()) {
            text.append(NEWLINE);
        }
    }

    private static Optional<LogLine> parse(String stored) {
        try {
            return Optional.of(LogLine.parse(stored));
        } catch (IllegalArgumentException | java.time.DateTimeException writtenByAnotherHand) {
            return Optional.empty();
        }
    }
}
