package io.dwr.cli;

import java.time.Duration;

/** How a command waits before it asks again. */
@FunctionalInterface
public interface Pause {
    void of(Duration duration);

    /** On the real clock. */
    static Pause real() {
        return duration -> {
            try {
                Thread.sleep(duration);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CliException("interrupted while waiting", e);
            }
        };
    }
}
