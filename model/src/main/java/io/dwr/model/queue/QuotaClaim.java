package io.dwr.model.queue;

import io.dwr.model.job.JobId;

/**
 * What is kept of a queue's quota for a job that has waited for long.
 *
 * @param milliCpus in thousandths of a core
 */
public record QuotaClaim(JobId jobId, long milliCpus, long memoryMib, long gpus) {}
