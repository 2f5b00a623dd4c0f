package io.dwr.executor.log;

import io.dwr.model.log.LogSource;

/**
 * How far a container's output has been taken over, kept beside its log so that the next process can go on.
 *
 * @param ended whether the attempt's closing line is written
 */
public record OutputPosition(StreamPosition stdout, StreamPosition stderr, boolean ended) {
    public static final OutputPosition START = new OutputPosition(StreamPosition.START, StreamPosition.START, false);
    private static final int FIELDS = 5;

    /** As the log store keeps it. */
    public String stored() {
        return String.join(
                ",",
                Long.toString(stdout.lines()),
                Long.toString(stdout.partial()),
                Long.toString(stderr.lines()),
                Long.toString(stderr.partial()),
                Boolean.toString(ended));
    }

    /** Reads what {@link #stored} gave; anything else is the start. */
    public static OutputPosition parse(String stored) {
        String[] fields = stored.split(",", -1);
        if (fields.length != FIELDS) {
            return START;
        }
        return new OutputPosition(
                new StreamPosition(Long.parseLong(fields[0]), Long.parseLong(fields[1])),
                new StreamPosition(Long.parseLong(fields[2]), Long.parseLong(fields[3])),
                Boolean.parseBoolean(fields[4]));
    }

    OutputPosition with(LogSource source, StreamPosition position) {
        return switch (source) {
            case STDOUT -> new OutputPosition(position, stderr, ended);
            case STDERR -> new OutputPosition(stdout, position, ended);
            case SYSTEM -> this;
        };
    }

    OutputPosition atEnd() {
        return new OutputPosition(stdout, stderr, true);
    }
}
