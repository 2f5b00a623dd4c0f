package io.dwr.model.executor;

/**
 * Room on a disk of an executor.
 *
 * @param use {@code engine}: where the engine keeps images and containers; {@code state}: the executor's own
 * @param path on the executor
 */
public record Disk(String use, String path, long totalBytes, long freeBytes) {}
