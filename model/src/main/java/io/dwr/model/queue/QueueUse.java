package io.dwr.model.queue;

/**
 * What the jobs of one queue have.
 *
 * @param milliCpus in use, in thousandths of a core
 * @param memoryMib in use
 * @param gpus in use
 * @param runningJobs with a reservation
 * @param pendingJobs accepted and not taken up by an executor
 */
public record QueueUse(long milliCpus, long memoryMib, long gpus, long runningJobs, long pendingJobs) {
    public static final QueueUse NONE = new QueueUse(0, 0, 0, 0, 0);
}
