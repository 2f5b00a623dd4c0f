package io.dwr.scheduler.job;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job by itself.
 *
 * @param verdict why it waits, if it does
 * @param position in the waiting line, 1 = next; null when it does not stand there
 * @param logs the last lines as stored
 */
record JobPage(
        @JsonUnwrapped JobView job,
        @Nullable VerdictView verdict,
        @Nullable Long position,
        List<String> logs) {}
