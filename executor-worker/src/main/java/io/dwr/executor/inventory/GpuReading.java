package io.dwr.executor.inventory;

import org.jspecify.annotations.Nullable;

/**
 * How much of a GPU is in use at one moment.
 *
 * @param memoryBytes by whatever
 * @param utilization share of time in which it computed, 0-1; null where the driver does not tell
 */
public record GpuReading(long memoryBytes, @Nullable Double utilization) {}
