package io.dwr.executor.engine;

import java.util.concurrent.CompletableFuture;

/** Watches for a container's end. */
public interface ExitWatch extends AutoCloseable {
    /**
     * The exit code once it has ended. Completes with {@link EngineUnavailableException} when the engine breaks off.
     */
    CompletableFuture<Integer> exitCode();

    @Override
    void close();
}
