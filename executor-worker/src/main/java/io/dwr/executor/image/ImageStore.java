package io.dwr.executor.image;

import io.dwr.executor.engine.ContainerEngine;
import io.dwr.executor.engine.ImageFacts;
import io.dwr.executor.engine.ImagePullException;
import io.dwr.executor.engine.PullObserver;
import io.dwr.executor.engine.RegistryLogin;
import io.dwr.executor.registry.RegistryLogins;
import io.dwr.model.job.StatusReason;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Images of the engine. Who waits for one that is being pulled with the same credentials joins that pull.
 */
public final class ImageStore {
    private final ContainerEngine engine;
    private final RegistryLogins logins;
    private final PullRules rules;
    private final ImageCollector collector;
    private final InstantSource clock;
    private final Map<Wanted, SharedPull> pulls = new HashMap<>();

    public ImageStore(
            ContainerEngine engine,
            RegistryLogins logins,
            PullRules rules,
            ImageCollector collector,
            InstantSource clock) {
        this.engine = engine;
        this.logins = logins;
        this.rules = rules;
        this.collector = collector;
        this.clock = clock;
    }

    Optional<ImageFacts> find(String reference) {
        return engine.findImage(reference);
    }

    /** Holds nothing yet. */
    public ImageLease lease() {
        return new ImageLease(this, collector.leases());
    }

    /** A container is about to be made from it. */
    public void used(ImageFacts image) {
        collector.uses().used(image.id());
    }

    /**
     * Begins or joins the pull of an image. Cancelling the wait leaves the others that wait alone; the last one to
     * leave breaks the pull off.
     *
     * @param credentials name of the credentials that the job gives; null = the executor's own
     */
    public PullWait pull(String reference, @Nullable String credentials) {
        Wanted wanted = new Wanted(reference, credentials);
        synchronized (pulls) {
            SharedPull present = pulls.get(wanted);
            Optional<CompletableFuture<Void>> joined = present == null ? Optional.empty() : present.join();
            if (present != null && joined.isPresent()) {
                return new PullWait(joined.get(), present::progress);
            }
            return begun(wanted);
        }
    }

    private PullWait begun(Wanted wanted) {
        SharedPull pull = new SharedPull(wanted.reference(), rules, clock);
        CompletableFuture<Void> first = pull.join().orElseThrow();
        pulls.put(wanted, pull);
        pull.begin(observer -> fetch(wanted, pull, observer), () -> ended(wanted));
        return new PullWait(first, pull::progress);
    }

    /** One try, and a second one when the disk was full and room could be made. */
    private void fetch(Wanted wanted, SharedPull pull, PullObserver observer) {
        RegistryLogin login = logins.find(wanted.reference(), wanted.credentials());
        Set<String> before = engine.images().stream().map(ImageFacts::id).collect(Collectors.toSet());
        try {
            engine.pull(wanted.reference(), login, observer);
        } catch (ImagePullException failed) {
            boolean full = failed.reason() == StatusReason.EXECUTOR_NO_SPACE;
            if (!full || !collector.makeRoom(pull.progress().bytes())) {
                throw failed;
            }
            observer.retried(failed.getMessage() + "; images that were not used for long are removed for it");
            engine.pull(wanted.reference(), login, observer);
        }
        find(wanted.reference())
                .filter(image -> !before.contains(image.id()))
                .ifPresent(image -> collector.uses().pulled(image.id(), image.tags(), image.digests()));
    }

    private void ended(Wanted wanted) {
        synchronized (pulls) {
            SharedPull pull = pulls.get(wanted);
            if (pull != null && pull.isOver()) {
                pulls.remove(wanted);
            }
        }
    }

    private record Wanted(String reference, @Nullable String credentials) {}
}
