package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerOutput;
import io.dwr.executor.log.AttemptLog;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a container's output on a thread of its own, and owns it. One reader at a time may write to a log. */
final class OutputReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OutputReader.class);
    private static final Duration AFTER_END = Duration.ofSeconds(10);

    private final AttemptLog attemptLog;
    private final ContainerOutput output;
    private final Duration patience;
    private final Thread thread;
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private volatile long lastRead = System.nanoTime();
    private boolean cutOff;

    /**
     * @param patience longest that an ended container's output may stand still
     */
    OutputReader(AttemptLog attemptLog, ContainerOutput output, Reading reading, Duration patience) {
        this.attemptLog = attemptLog;
        this.output = output;
        this.patience = patience;
        this.thread = Thread.ofVirtual().name("output").start(() -> read(reading));
    }

    static OutputReader live(AttemptLog attemptLog, ContainerOutput output) {
        return new OutputReader(attemptLog, output, attemptLog::readLive, AFTER_END);
    }

    /**
     * @param follows whether the container still writes
     */
    static OutputReader stored(AttemptLog attemptLog, ContainerOutput output, boolean follows) {
        return new OutputReader(attemptLog, output, seen -> attemptLog.readStored(seen, follows), AFTER_END);
    }

    private void read(Reading reading) {
        boolean whole = false;
        try {
            reading.read(new Watched());
            whole = true;
        } catch (IOException broken) {
            log.info("output broke off: {}", broken.getMessage());
        } catch (InterruptedException | RuntimeException broken) {
            log.debug("output broke off", broken);
        } finally {
            end.complete(whole);
        }
    }

    /**
     * Waits for the end of the output of a container that has ended. An engine that neither goes on nor ends it is cut
     * off; a log store that is away is waited for.
     *
     * @return false when the output did not come to its own end
     */
    boolean finish() throws InterruptedException {
        while (true) {
            try {
                return end.get(patience.toMillis(), TimeUnit.MILLISECONDS) && !cutOff;
            } catch (TimeoutException notYet) {
                boolean standsStill = System.nanoTime() - lastRead > patience.toNanos();
                if (standsStill && !attemptLog.isHeldBack()) {
                    cutOff = true;
                    output.close();
                }
            } catch (ExecutionException impossible) {
                return false;
            }
        }
    }

    /** Returns when nothing is read any more: what comes next may read the same output again. */
    @Override
    public void close() {
        output.close();
        thread.interrupt();
        end.join();
    }

    private final class Watched implements ContainerOutput {
        @Override
        public void readAll(Sink sink) throws IOException, InterruptedException {
            output.readAll((stream, bytes, offset, length) -> {
                sink.accept(stream, bytes, offset, length);
                lastRead = System.nanoTime();
            });
        }

        @Override
        public void close() {
            output.close();
        }
    }

    /** How output gets into the log. */
    interface Reading {
        void read(ContainerOutput output) throws IOException, InterruptedException;
    }
}
