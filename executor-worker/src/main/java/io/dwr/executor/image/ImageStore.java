package io.dwr.executor.image;

import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.ImagePullException;
import io.dwr.model.job.PullPolicy;
import io.dwr.model.job.StatusReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Images of the engine. Who waits for one that is being pulled joins that pull. */
public final class ImageStore {
    private final ContainerEngine engine;
    private final Duration total;
    private final Duration noProgress;
    private final Map<String, SharedPull> pulls = new HashMap<>();

    /**
     * @param total longest that a pull may take
     * @param noProgress longest that a pull may stand still
     */
    public ImageStore(ContainerEngine engine, Duration total, Duration noProgress) {
        this.engine = engine;
        this.total = total;
        this.noProgress = noProgress;
    }

    /** Whether the image must be pulled before a container can be made. */
    public boolean needsPull(String reference, PullPolicy policy) {
        return switch (policy) {
            case ALWAYS -> true;
            case MISSING -> engine.findImage(reference).isEmpty();
            case NEVER -> {
                if (engine.findImage(reference).isEmpty()) {
                    throw new ImagePullException(
                            StatusReason.IMAGE_NOT_FOUND,
                            "image " + reference + " is not on this executor, and the job's pull policy is never",
                            null);
                }
                yield false;
            }
        };
    }

    /**
     * Begins or joins the pull of an image. Cancelling the answer leaves the others that wait alone; the last one to
     * leave breaks the pull off.
     */
    public CompletableFuture<Void> pull(String reference) {
        synchronized (pulls) {
            SharedPull present = pulls.get(reference);
            Optional<CompletableFuture<Void>> joined = present == null ? Optional.empty() : present.join();
            return joined.orElseGet(() -> begun(reference));
        }
    }

    private CompletableFuture<Void> begun(String reference) {
        SharedPull pull = new SharedPull(reference, total, noProgress);
        CompletableFuture<Void> first = pull.join().orElseThrow();
        pulls.put(reference, pull);
        pull.begin(engine, () -> ended(reference));
        return first;
    }

    private void ended(String reference) {
        synchronized (pulls) {
            SharedPull pull = pulls.get(reference);
            if (pull != null && pull.isOver()) {
                pulls.remove(reference);
            }
        }
    }
}
