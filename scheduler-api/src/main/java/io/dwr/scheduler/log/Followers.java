package io.dwr.scheduler.log;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Lets followers of logs go when the scheduler stops: they would wait for their job's end otherwise. */
@Component
final class Followers implements SmartLifecycle {
    private volatile boolean running;

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    /** Whether followers may go on. */
    @Override
    public boolean isRunning() {
        return running;
    }

    /** Waits a moment; gives whether to go on after it. */
    boolean pause(long millis) {
        try {
            Thread.sleep(millis);
            return running;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
