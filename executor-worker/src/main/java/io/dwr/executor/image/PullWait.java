package io.dwr.executor.image;

import io.dwr.model.job.PullProgress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One who waits for a pull.
 *
 * @param end cancelled by who does not wait any longer; that leaves the others alone
 * @param progress of the pull, whoever began it
 */
public record PullWait(CompletableFuture<Void> end, Supplier<PullProgress> progress) {}
