package io.dwr.scheduler.log;

import io.dwr.model.log.LogBytes;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Writes stored lines as text, bytes that are none as U+FFFD. Without timestamps it is what the program wrote: a line in
 * parts is one line again.
 */
final class LogText implements LogRendering {
    private static final String NEWLINE = "\n";

    private final LogQuery query;
    private final boolean asStored;

    LogText(LogQuery query) {
        this.query = query;
        this.asStored = query.timestamps() && query.sources().size() == LogSource.values().length;
    }

    @Override
    public byte[] of(List<String> storedLines) {
        StringBuilder text = new StringBuilder();
        storedLines.forEach(stored -> append(LogBytes.shown(stored), text));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void append(String stored, StringBuilder text) {
        if (asStored) {
            text.append(stored).append(NEWLINE);
            return;
        }
        Optional<LogLine> line = StoredLine.parse(stored);
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
}
