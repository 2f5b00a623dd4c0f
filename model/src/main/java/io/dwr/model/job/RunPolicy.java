package io.dwr.model.job;

import org.jspecify.annotations.Nullable;

/**
 * How long a job may wait and run, and how often it is tried.
 *
 * @param allocationTimeoutSeconds most seconds in the waiting line, null = for ever
 * @param timeoutSeconds most seconds that the container runs, 0 = no limit
 * @param gracePeriodSeconds between SIGTERM and SIGKILL, 0-600
 * @param maxRetries further attempts after failures of the user's program
 * @param priority 0-100, higher is served first
 * @param queue name of the capacity quota that the job counts against
 */
public record RunPolicy(
        @Nullable Long allocationTimeoutSeconds,
        long timeoutSeconds,
        int gracePeriodSeconds,
        int maxRetries,
        int priority,
        String queue) {}
