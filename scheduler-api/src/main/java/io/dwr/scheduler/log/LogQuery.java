package io.dwr.scheduler.log;

import io.dwr.model.log.LogSource;
import io.dwr.scheduler.request.QueryParameters;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a log is wanted.
 *
 * @param tail only so many of the last lines; {@link #ALL} = from the beginning
 * @param since offset of the first line wanted, the dropped ones counted
 * @param limit most lines of one page
 * @param follow whether to wait for lines that are not there yet
 * @param timestamps whether lines are given as stored, with time and source, or their text alone
 * @param sources whose lines are wanted
 */
record LogQuery(long tail, long since, int limit, boolean follow, boolean timestamps, Set<LogSource> sources) {
    static final long ALL = -1;

    /** More than any log keeps. */
    static final long MOST_LINES = 1_000_000_000_000L;

    static final int PAGE = 1000;

    /** Reads the query of the text form. */
    static LogQuery ofText(QueryParameters parameters) {
        boolean timestamps = parameters.flag("timestamps", true);
        LogQuery query = new LogQuery(
                tail(parameters),
                since(parameters),
                PAGE,
                parameters.flag("follow", false),
                timestamps,
                sources(parameters, timestamps));
        parameters.check();
        return query;
    }

    /** Reads the query of the JSON form. */
    static LogQuery ofPages(QueryParameters parameters) {
        int limit = Math.toIntExact(parameters.number("limit", PAGE, 1, PAGE));
        LogQuery query = new LogQuery(
                tail(parameters),
                since(parameters),
                limit,
                parameters.flag("follow", false),
                true,
                EnumSet.allOf(LogSource.class));
        parameters.check();
        return query;
    }

    private static long tail(QueryParameters parameters) {
        return parameters.text("tail") == null ? ALL : parameters.number("tail", ALL, 0, MOST_LINES);
    }

    private static long since(QueryParameters parameters) {
        return parameters.number("since", 0, 0, MOST_LINES);
    }

    private static Set<LogSource> sources(QueryParameters parameters, boolean timestamps) {
        Set<LogSource> all =
                timestamps ? EnumSet.allOf(LogSource.class) : EnumSet.of(LogSource.STDOUT, LogSource.STDERR);
        String word = parameters.text("stream");
        if (word == null) {
            return all;
        }
        LogSource source = ofWord(word);
        if (source == null) {
            String words = Stream.of(LogSource.values()).map(LogSource::word).collect(Collectors.joining(", "));
            parameters.refuse("stream", "one of " + words + " is needed");
            return all;
        }
        return EnumSet.of(source);
    }

    private static @Nullable LogSource ofWord(String word) {
        return Stream.of(LogSource.values())
                .filter(source -> source.word().equals(word))
                .findFirst()
                .orElse(null);
    }
}
