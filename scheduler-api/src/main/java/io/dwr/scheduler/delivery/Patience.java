package io.dwr.scheduler.delivery;

import java.util.concurrent.TimeUnit;

/** Waits a moment after a round that failed, so that work which waits by itself does not spin while Redis is away. */
final class Patience {
    private static final long MILLIS = 500;

    void run(Runnable round) {
        boolean done = false;
        try {
            round.run();
            done = true;
        } finally {
            if (!done) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
