package io.dwr.scheduler.log;

import io.dwr.model.log.LogLine;
import java.time.DateTimeException;
import java.util.Optional;

/** A line as Redis holds it, where others may write, too. */
final class StoredLine {
    private StoredLine() {}

    /** Empty when it was written by another hand. */
    static Optional<LogLine> parse(String stored) {
        try {
            return Optional.of(LogLine.parse(stored));
        } catch (IllegalArgumentException | DateTimeException otherHand) {
            return Optional.empty();
        }
    }
}
