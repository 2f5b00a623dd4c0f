package io.dwr.model.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a failed attempt, taken before its container was removed.
 *
 * @param statusReason code of why it ended
 * @param container all that the engine knew of the container, in its own words, secrets masked; empty when there was none
 * @param events what happened to the container, as far as the engine remembered
 * @param logs the attempt's last lines as stored
 */
public record PostMortem(
        int attempt,
        String executorId,
        Instant takenAt,
        String statusReason,
        String statusMessage,
        Map<String, Object> container,
        List<Event> events,
        List<String> logs) {
    public PostMortem {
        events = List.copyOf(events);
        logs = List.copyOf(logs);
    }

    /**
     * Something that the engine remembered of the container.
     *
     * @param event the engine's word
     * @param signal of a kill; else null
     * @param exitCode of a death; else null
     */
    public record Event(
            Instant time,
            String event,
            @Nullable String signal,
            @Nullable Integer exitCode) {}
}
