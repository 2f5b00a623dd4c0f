package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerOutput;
import io.dwr.executor.log.AttemptLog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads a container's output on a thread of its own. */
final class OutputReader {
    private static final Duration AFTER_END = Duration.ofSeconds(10);

    private final AttemptLog attemptLog;
    private final ContainerOutput output;
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();

    private boolean cutOff;

    private OutputReader(AttemptLog attemptLog, ContainerOutput output) {
        this.attemptLog = attemptLog;
        this.output = output;
    }

    static OutputReader live(AttemptLog attemptLog, ContainerOutput output) {
        return new OutputReader(attemptLog, output).begin(() -> attemptLog.readLive(output));
    }

    static OutputReader stored(AttemptLog attemptLog, ContainerOutput output) {
        return new OutputReader(attemptLog, output).begin(() -> attemptLog.readStored(output));
    }

    private OutputReader begin(Reading reading) {
        Thread.ofVirtual().name("output").start(() -> {
            try {
                reading.read();
                end.complete(true);
            } catch (IOException | InterruptedException | RuntimeException broken) {
                end.complete(false);
            }
        });
        return this;
    }

    /**
     * Waits for the end of the output of a container that has ended. An engine that does not end it is cut off; a log
     * store that is away is waited for.
     *
     * @return false when the output did not come to its own end
     */
    boolean finish() throws InterruptedException {
        while (true) {
            try {
                return end.get(AFTER_END.toMillis(), TimeUnit.MILLISECONDS) && !cutOff;
            } catch (TimeoutException notYet) {
                if (!attemptLog.isHeldBack()) {
                    cutOff = true;
                    output.close();
                }
            } catch (ExecutionException impossible) {
                return false;
            }
        }
    }

    private interface Reading {
        void read() throws IOException, InterruptedException;
    }
}
