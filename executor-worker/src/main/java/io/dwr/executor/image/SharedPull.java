package io.dwr.executor.image;

import io.dwr.executor.engine.EngineException;
import io.dwr.executor.engine.ImagePullException;
import io.dwr.executor.engine.PullObserver;
import io.dwr.model.job.PullProgress;
import io.dwr.model.job.PullRetry;
import io.dwr.model.job.StatusReason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One pull of one image and all who wait for it, under two clocks; a fault that may pass is tried again. */
final class SharedPull implements PullObserver {
    private static final int MOST_RETRIES_KEPT = 20;

    private final String reference;
    private final PullRules rules;
    private final InstantSource clock;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final AtomicLong lastProgress = new AtomicLong(System.nanoTime());
    private final List<PullRetry> retries = new ArrayList<>();
    private PullProgress progress = PullProgress.NONE;
    private int waiting;
    private @Nullable Runnable breakOff;

    SharedPull(String reference, PullRules rules, InstantSource clock) {
        this.reference = reference;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Begins.
     *
     * @param fetch one try
     * @param whenOver run at the end
     */
    void begin(Consumer<PullObserver> fetch, Runnable whenOver) {
        Thread.ofVirtual().name("pull-" + reference).start(() -> run(fetch, whenOver));
        Thread.ofVirtual().name("pull-clock-" + reference).start(this::watchClocks);
    }

    private void run(Consumer<PullObserver> fetch, Runnable whenOver) {
        try {
            fetchPatiently(fetch);
            end.complete(null);
        } catch (EngineException failed) {
            end.completeExceptionally(failed);
        } catch (RuntimeException failed) {
            end.completeExceptionally(failure(StatusReason.IMAGE_PULL_FAILED, "failed: " + failed));
        }
        whenOver.run();
    }

    private void fetchPatiently(Consumer<PullObserver> fetch) {
        for (int tries = 1; !end.isDone(); tries++) {
            try {
                fetch.accept(this);
                return;
            } catch (ImagePullException failed) {
                Duration asked = failed.pause();
                if (asked == null) {
                    throw failed;
                }
                if (tries > rules.retries()) {
                    throw new ImagePullException(
                            failed.reason(), failed.getMessage() + " (tried " + tries + " times)", failed);
                }
                retried(String.valueOf(failed.getMessage()));
                pause(rules.pause(tries, asked));
            }
        }
    }

    /** The clock of no progress stands still meanwhile. */
    private void pause(Duration pause) {
        lastProgress.set(System.nanoTime() + pause.toNanos());
        boolean over = endsWithin(pause);
        if (!over) {
            lastProgress.set(System.nanoTime());
        }
    }

    private void watchClocks() {
        long began = System.nanoTime();
        Duration quarter = rules.noProgress().dividedBy(4);
        Duration step = quarter.compareTo(Duration.ofSeconds(1)) < 0 ? quarter : Duration.ofSeconds(1);
        while (!endsWithin(step)) {
            long now = System.nanoTime();
            if (now - began > rules.total().toNanos()) {
                giveUp("took longer than IMAGE_PULL_TIMEOUT, " + rules.total().toSeconds() + " s");
            } else if (now - lastProgress.get() > rules.noProgress().toNanos()) {
                giveUp("made no progress for IMAGE_PULL_NO_PROGRESS_TIMEOUT, "
                        + rules.noProgress().toSeconds() + " s");
            }
        }
    }

    private boolean endsWithin(Duration step) {
        try {
            end.get(step.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException goesOn) {
            return false;
        } catch (ExecutionException | InterruptedException over) {
            return true;
        }
    }

    private void giveUp(String why) {
        end.completeExceptionally(failure(StatusReason.IMAGE_PULL_TIMEOUT, why));
        breakOff();
    }

    private ImagePullException failure(StatusReason reason, String why) {
        return new ImagePullException(reason, "the pull of image " + reference + " " + why, null);
    }

    boolean isOver() {
        return end.isDone();
    }

    /** How far it has come, over all tries. */
    synchronized PullProgress progress() {
        return new PullProgress(
                progress.layers(),
                progress.layersDone(),
                progress.bytes(),
                progress.bytesDone(),
                rules.total().toSeconds(),
                rules.noProgress().toSeconds(),
                retries);
    }

    /** Empty when it is over, or being given up. */
    synchronized Optional<CompletableFuture<Void>> join() {
        if (end.isDone()) {
            return Optional.empty();
        }
        waiting++;
        CompletableFuture<Void> mine = end.copy();
        CompletableFuture<Void> _ = mine.whenComplete((done, failed) -> {
            if (mine.isCancelled()) {
                leave();
            }
        });
        return Optional.of(mine);
    }

    private void leave() {
        synchronized (this) {
            waiting--;
            if (waiting > 0) {
                return;
            }
            end.completeExceptionally(failure(StatusReason.IMAGE_PULL_FAILED, "was not wanted any more"));
        }
        breakOff();
    }

    private void breakOff() {
        Runnable action;
        synchronized (this) {
            action = breakOff;
        }
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void progress(PullProgress next) {
        lastProgress.set(System.nanoTime());
        synchronized (this) {
            progress = next;
        }
    }

    @Override
    public synchronized void retried(String message) {
        if (retries.size() < MOST_RETRIES_KEPT) {
            retries.add(new PullRetry(clock.instant(), message));
        }
    }

    @Override
    public void started(Runnable action) {
        lastProgress.set(System.nanoTime());
        synchronized (this) {
            breakOff = action;
        }
        if (end.isDone()) {
            action.run();
        }
    }
}
