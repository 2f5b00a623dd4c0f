package io.dwr.executor.attempt;

import org.jspecify.annotations.Nullable;

/**
 * Heartbeat details, for a person in the Web UI and for the next delivery.
 *
 * @param stage lower case
 * @param pull how far the image is while it is fetched; else null
 */
record AttemptDetails(
        String executor,
        @Nullable String container,
        String stage,
        @Nullable String pull) {}
