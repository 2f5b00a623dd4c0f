package io.dwr.executor.image;

import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.EngineException;
import io.dwr.executor.engine.ImagePullException;
import io.dwr.executor.engine.PullObserver;
import io.dwr.model.job.StatusReason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One pull of one image and all who wait for it, under two clocks. */
final class SharedPull implements PullObserver {
    private final String reference;
    private final Duration total;
    private final Duration noProgress;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final AtomicLong lastProgress = new AtomicLong(System.nanoTime());
    private int waiting;
    private @Nullable Runnable breakOff;

    SharedPull(String reference, Duration total, Duration noProgress) {
        this.reference = reference;
        this.total = total;
        this.noProgress = noProgress;
    }

    void begin(ContainerEngine engine, Runnable whenOver) {
        Thread.ofVirtual().name("pull-" + reference).start(() -> run(engine, whenOver));
        Thread.ofVirtual().name("pull-clock-" + reference).start(this::watchClocks);
    }

    private void run(ContainerEngine engine, Runnable whenOver) {
        try {
            engine.pull(reference, this);
            end.complete(null);
        } catch (EngineException failed) {
            end.completeExceptionally(failed);
        } catch (RuntimeException failed) {
            end.completeExceptionally(failure(StatusReason.IMAGE_PULL_FAILED, "failed: " + failed));
        }
        whenOver.run();
    }

    private void watchClocks() {
        long began = System.nanoTime();
        Duration step =
                noProgress.compareTo(Duration.ofSeconds(4)) < 0 ? noProgress.dividedBy(4) : Duration.ofSeconds(1);
        while (!endsWithin(step)) {
            long now = System.nanoTime();
            if (now - began > total.toNanos()) {
                giveUp("took longer than IMAGE_PULL_TIMEOUT, " + total.toSeconds() + " s");
            } else if (now - lastProgress.get() > noProgress.toNanos()) {
                giveUp("made no progress for IMAGE_PULL_NO_PROGRESS_TIMEOUT, " + noProgress.toSeconds() + " s");
            }
        }
    }

    private boolean endsWithin(Duration step) {
        try {
            end.get(step.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (java.util.concurrent.TimeoutException goesOn) {
            return false;
        } catch (java.util.concurrent.ExecutionException | InterruptedException over) {
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
    public void progress() {
        lastProgress.set(System.nanoTime());
    }

    @Override
    public void started(Runnable action) {
        synchronized (this) {
            breakOff = action;
        }
        if (end.isDone()) {
            action.run();
        }
    }
}
