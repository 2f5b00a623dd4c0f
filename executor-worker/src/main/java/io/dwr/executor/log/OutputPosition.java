package io.dwr.executor.log;

import io.dwr.model.log.LogSource;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far a container's output has been taken over, kept beside its log so that the next process can go on.
 *
 * @param ended whether the attempt's closing line is written
 */
public record OutputPosition(StreamPosition stdout, StreamPosition stderr, boolean ended) {
    public static final OutputPosition START = new OutputPosition(StreamPosition.START, StreamPosition.START, false);
    private static final int FIELDS = 7;
    private static final int FIELDS_WITHOUT_BEGINNINGS = 5;

    /** As the log store keeps it. */
    public String stored() {
        return Stream.of(
                        stdout.lines(),
                        stdout.partial(),
                        stderr.lines(),
                        stderr.partial(),
                        ended,
                        stdout.beginning(),
                        stderr.beginning())
                .map(String::valueOf)
                .collect(Collectors.joining(","));
    }

    /** Reads what {@link #stored} gave, also before it told how streams begin; anything else is the start. */
    public static OutputPosition parse(String stored) {
        String[] fields = stored.split(",", -1);
        if (fields.length != FIELDS && fields.length != FIELDS_WITHOUT_BEGINNINGS) {
            return START;
        }
        boolean beginnings = fields.length == FIELDS;
        return new OutputPosition(
                new StreamPosition(number(fields[0]), number(fields[1]), beginnings ? number(fields[5]) : 0),
                new StreamPosition(number(fields[2]), number(fields[3]), beginnings ? number(fields[6]) : 0),
                Boolean.parseBoolean(fields[4]));
    }

    private static long number(String field) {
        return Long.parseLong(field);
    }

    /** Behind a line. */
    OutputPosition after(SplitLine line) {
        return line.after().equals(EndMark.POSITION)
                ? atEnd()
                : with(line.line().source(), line.after());
    }

    private OutputPosition with(LogSource source, StreamPosition position) {
        return switch (source) {
            case STDOUT -> new OutputPosition(position, stderr, ended);
            case STDERR -> new OutputPosition(stdout, position, ended);
            case SYSTEM -> this;
        };
    }

    private OutputPosition atEnd() {
        return new OutputPosition(stdout, stderr, true);
    }
}
