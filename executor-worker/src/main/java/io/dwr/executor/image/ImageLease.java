package io.dwr.executor.image;

import io.dwr.executor.engine.ImageFacts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt's hold on its image, from the look at it until its container is made: it is not removed meanwhile. */
public final class ImageLease implements AutoCloseable {
    private final ImageStore images;
    private final ImageLeases leases;
    private @Nullable String held;

    ImageLease(ImageStore images, ImageLeases leases) {
        this.images = images;
        this.leases = leases;
    }

    /** Looks for the image, and holds it when it is there. */
    public Optional<ImageFacts> find(String reference) throws InterruptedException {
        close();
        while (true) {
            long seen = leases.removals();
            Optional<ImageFacts> found = images.find(reference);
            if (found.isEmpty()) {
                return found;
            }
            if (leases.hold(found.get().id(), seen)) {
                held = found.get().id();
                return found;
            }
        }
    }

    @Override
    public void close() {
        if (held != null) {
            leases.release(held);
            held = null;
        }
    }
}
