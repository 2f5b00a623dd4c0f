package io.dwr.executor.attempt;

import io.dwr.executor.engine.ImageFacts;
import io.dwr.executor.engine.ImagePullException;
import io.dwr.executor.image.ImageLease;
import io.dwr.executor.image.PullWait;
import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.PullPolicy;
import io.dwr.model.job.PullProgress;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The image of one attempt, held from the first look at it until the container is made. */
final class AttemptImage implements AutoCloseable {
    /** How often an image may vanish between its pull and the container, as while somebody deletes it in a loop. */
    private static final int MOST_PULLS = 20;

    private static final Duration BETWEEN_NEWS = Duration.ofSeconds(2);

    private final AttemptTools tools;
    private final ContainerSpec spec;
    private final StopWish stop;
    private final StageTeller stages;
    private final ImageLease lease;
    private int pulls;
    private @Nullable PullProgress pulled;

    AttemptImage(AttemptTools tools, ContainerSpec spec, StopWish stop, StageTeller stages) {
        this.tools = tools;
        this.spec = spec;
        this.stop = stop;
        this.stages = stages;
        this.lease = tools.images().lease();
    }

    /** Returns when the image is there and held. */
    void fetch() throws InterruptedException {
        stop.check();
        try {
            if (spec.pullPolicy() == PullPolicy.ALWAYS) {
                pull();
            }
            hold();
            tellStarting();
        } catch (ImagePullException failed) {
            throw new AttemptEnd(failed.reason(), String.valueOf(failed.getMessage()), failed);
        }
    }

    /**
     * The engine did not find it when the container was to be made: somebody has deleted it since, and may do so again at
     * any moment. So nobody is told anything before the container is made.
     */
    void fetchAgain() throws InterruptedException {
        stop.check();
        try {
            hold();
        } catch (ImagePullException failed) {
            throw new AttemptEnd(failed.reason(), String.valueOf(failed.getMessage()), failed);
        }
    }

    private void hold() throws InterruptedException {
        Optional<ImageFacts> found = lease.find(spec.image());
        while (found.isEmpty()) {
            mayPull();
            pull();
            found = lease.find(spec.image());
        }
        checkArchitecture(found.get());
        tools.images().used(found.get());
        String repository = spec.image().replaceFirst("@.*$", "").replaceFirst(":[^/:]*$", "");
        stages.noteImage(
                new ImageUse(found.get().id(), found.get().digestIn(repository).orElse(null), pulled));
    }

    /** Told once for each fetch. */
    void tellStarting() {
        if (stages.current() != Stage.STARTING) {
            stages.tell(Stage.STARTING);
        }
    }

    private void mayPull() {
        if (spec.pullPolicy() == PullPolicy.NEVER) {
            throw new ImagePullException(
                    StatusReason.IMAGE_NOT_FOUND,
                    "image " + spec.image() + " is not on executor "
                            + tools.profile().id() + ", and the job's pull policy is never",
                    null);
        }
        if (pulls >= MOST_PULLS) {
            throw new ImagePullException(
                    StatusReason.IMAGE_PULL_FAILED,
                    "image " + spec.image() + " was pulled " + pulls + " times on executor "
                            + tools.profile().id()
                            + ", and deleted from outside each time before its container was made",
                    null);
        }
    }

    private void checkArchitecture(ImageFacts image) {
        String own = tools.engine().architecture();
        if (!tools.architectures().run(image, own)) {
            throw new ImagePullException(
                    StatusReason.IMAGE_WRONG_ARCHITECTURE,
                    "image " + spec.image() + " is built for " + image.os() + "/" + image.architecture()
                            + ", and executor " + tools.profile().id() + " runs linux/" + own,
                    null);
        }
    }

    private void pull() throws InterruptedException {
        pulls++;
        stages.tell(Stage.PULLING);
        PullWait wait = tools.images().pull(spec.image(), spec.registryCredentials());
        try {
            while (!arrived(wait)) {
                tell(wait);
            }
            stop.check();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed);
        } finally {
            wait.end().cancel(false);
            pulled = wait.progress().get();
            stages.noteImage(new ImageUse(null, null, pulled));
        }
    }

    private boolean arrived(PullWait wait) throws InterruptedException, ExecutionException {
        try {
            CompletableFuture.anyOf(wait.end(), stop.future()).get(BETWEEN_NEWS.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException goesOn) {
            return false;
        }
    }

    private void tell(PullWait wait) {
        stages.image(new ImageUse(null, null, wait.progress().get()));
    }

    @Override
    public void close() {
        lease.close();
    }
}
