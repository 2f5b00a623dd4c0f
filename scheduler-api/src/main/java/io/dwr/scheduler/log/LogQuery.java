package io.dwr.scheduler.log;

import io.dwr.model.log.LogSource;
import io.dwr.scheduler.request.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
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

    /** Of a reader that goes on: the fewer questions it has to ask, the later it falls behind. */
    static final int FOLLOWED_PAGE = 5000;

    /** The header by which a follower of events says which one it got last. */
    static final String LAST_EVENT = "Last-Event-ID";

    /** Whether it asks for what comes behind a place that its reader knows. */
    boolean goesOn() {
        return follow && tail == ALL;
    }

    /** Reads the query of a form. A follower of events that comes again goes on behind its last one. */
    static LogQuery of(LogForm form, HttpServletRequest request) {
        QueryParameters parameters = form.parameters(request);
        boolean timestamps = form == LogForm.JSON
                || form == LogForm.EVENTS
                || (form == LogForm.TEXT && parameters.flag("timestamps", true));
        String lastEvent = form == LogForm.EVENTS ? request.getHeader(LAST_EVENT) : null;
        boolean follow = form == LogForm.EVENTS || parameters.flag("follow", false);
        LogQuery query = new LogQuery(
                lastEvent == null ? tail(parameters) : ALL,
                lastEvent == null ? since(parameters) : behind(lastEvent, parameters),
                Math.toIntExact(parameters.number("limit", follow ? FOLLOWED_PAGE : PAGE, 1, PAGE)),
                follow,
                timestamps,
                sources(parameters, timestamps));
        if (form == LogForm.RAW && query.sources().contains(LogSource.SYSTEM)) {
            parameters.refuse("stream", "stdout or stderr is needed: the raw log is what the container wrote");
        }
        parameters.check();
        return query;
    }

    private static long behind(String lastEvent, QueryParameters parameters) {
        if (lastEvent.matches("\\d{1,12}")) {
            return Long.parseLong(lastEvent) + 1;
        }
        parameters.refuseValue(LAST_EVENT, lastEvent, "the id of an event of this log is needed");
        return 0;
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
