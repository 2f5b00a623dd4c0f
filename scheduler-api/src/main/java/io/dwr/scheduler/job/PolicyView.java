package io.dwr.scheduler.job;

import io.dwr.model.job.RunPolicy;
import org.jspecify.annotations.Nullable;

/** The part of a job's page that says how long it may wait and run, and how often it is tried. Seconds. */
record PolicyView(
        @Nullable Long allocationTimeout, long timeout, int gracePeriod, int maxRetries, int priority, String queue) {
    static PolicyView of(RunPolicy policy) {
        return new PolicyView(
                policy.allocationTimeoutSeconds(),
                policy.timeoutSeconds(),
                policy.gracePeriodSeconds(),
                policy.maxRetries(),
                policy.priority(),
                policy.queue());
    }
}
