package io.dwr.model.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One line of a job's log.
 *
 * @param continued whether the line goes on in the next entry of the same source: a long line in parts, or one
 *     without a final newline
 * @param text without its newline, exact as by {@link LogBytes}
 */
public record LogLine(Instant time, LogSource source, boolean continued, String text) {
    private static final DateTimeFormatter NANOSECONDS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String CONTINUED = "+";

    /** How a line of this system begins that says that something is missing, or may be. */
    public static final String MARK = "[dwr] ";

    /** Whether it says that something is missing there, or may be. */
    public boolean isMark() {
        return source == LogSource.SYSTEM && text.startsWith(MARK);
    }

    /** As it is stored: {@code <RFC 3339 with nanoseconds, UTC> <stdout|stderr|system>[+] <text>}. */
    public String stored() {
        return NANOSECONDS.format(time) + " " + source.word() + (continued ? CONTINUED : "") + " " + text;
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException when {@code stored} is not of that form
     */
    public static LogLine parse(String stored) {
        int sourceStart = stored.indexOf(' ') + 1;
        int sourceEnd = stored.indexOf(' ', sourceStart);
        if (sourceStart == 0 || sourceEnd < 0) {
            throw new IllegalArgumentException("not a stored log line: " + stored);
        }
        String source = stored.substring(sourceStart, sourceEnd);
        boolean continued = source.endsWith(CONTINUED);
        String word = continued ? source.substring(0, source.length() - 1) : source;
        return new LogLine(
                Instant.parse(stored.substring(0, sourceStart - 1)),
                LogSource.valueOf(word.toUpperCase(Locale.ROOT)),
                continued,
                stored.substring(sourceEnd + 1));
    }
}
