package io.dwr.redis;

import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.JobId;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Arguments of functions: everything is text, and what is not there is an empty one. */
final class Arguments {
    static final String NONE = "";

    private Arguments() {}

    /**
     * The arguments of {@code reserve}.
     *
     * @param how the order of executors, or that the job rejoins the line
     */
    static List<String> wish(
            JobId jobId, int attempt, Rank rank, Requirements requirements, Set<String> avoided, String how) {
        return List.of(
                jobId.value(),
                text(attempt),
                String.valueOf(rank.score()),
                ShapeRequest.json(requirements),
                StoredJson.write(new TreeSet<>(avoided)),
                how);
    }

    /** Job and attempt in turn. */
    static List<String> pairs(Collection<HeldAttempt> held) {
        return held.stream()
                .flatMap(attempt -> Stream.of(attempt.jobId().value(), text(attempt.attempt())))
                .toList();
    }

    static String text(int number) {
        return String.valueOf(number);
    }

    static String number(@Nullable Integer number) {
        return number == null ? NONE : String.valueOf(number);
    }

    /** Milliseconds since 1970. */
    static String millis(@Nullable Instant time) {
        return time == null ? NONE : String.valueOf(time.toEpochMilli());
    }

    static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }
}
