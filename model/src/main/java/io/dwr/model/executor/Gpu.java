package io.dwr.model.executor;

/**
 * One GPU, or one MIG slice, that can be given to a job.
 *
 * @param uuid exact device id, as the engine takes it
 * @param model as {@code nvidia-smi} names it
 * @param memoryMib memory in MiB
 */
public record Gpu(String uuid, String model, long memoryMib) {}
