package io.dwr.scheduler.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a job.
 *
 * @param event {@code submitted}, {@code pull_retried}, {@code container_started}, {@code memory_warning},
 *     {@code attempt_ended} or {@code ended}
 * @param attempt null for the job as a whole
 */
record JobEvent(
        Instant time,
        String event,
        @Nullable Integer attempt,
        @Nullable String executorId,
        @Nullable String reason,
        @Nullable Integer exitCode,
        String message) {}
