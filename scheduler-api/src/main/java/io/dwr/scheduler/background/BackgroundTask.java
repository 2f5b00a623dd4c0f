package io.dwr.scheduler.background;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** One piece of work, done again and again on a thread of its own while the scheduler runs. */
public final class BackgroundTask implements SmartLifecycle {
    private static final Duration ROUND_IN_HAND = Duration.ofSeconds(5);

    private final String work;
    private final Duration pause;
    private final Runnable round;
    private final OutageLog outages;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;

    /**
     * A task that starts with the scheduler.
     *
     * @param work what it does, as the middle of a sentence
     * @param pause between two rounds
     */
    public BackgroundTask(String work, Duration pause, Runnable round, OutageLog outages) {
        this.work = work;
        this.pause = pause;
        this.round = round;
        this.outages = outages;
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name(work).start(this::repeat);
    }

    @Override
    public void stop() {
        stopping.countDown();
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            if (!running.join(ROUND_IN_HAND)) {
                running.interrupt();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null && stopping.getCount() > 0;
    }

    private void repeat() {
        try {
            do {
                outages.watch(work, round);
            } while (!stopping.await(pause.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
