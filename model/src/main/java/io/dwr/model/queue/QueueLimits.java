package io.dwr.model.queue;

import org.jspecify.annotations.Nullable;

/**
 * The most that the jobs of one queue may have; null = no limit. More than in use is kept waiting, more than pending is
 * refused.
 *
 * @param milliCpus in use, in thousandths of a core
 * @param memoryMib in use
 * @param gpus in use
 * @param pendingJobs accepted and not taken up by an executor
 */
public record QueueLimits(
        @Nullable Long milliCpus,
        @Nullable Long memoryMib,
        @Nullable Long gpus,
        @Nullable Long pendingJobs) {
    public static final QueueLimits NONE = new QueueLimits(null, null, null, null);
}
