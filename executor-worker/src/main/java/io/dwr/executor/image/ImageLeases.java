package io.dwr.executor.image;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an image that an attempt is about to make its container from. Holding and removing exclude each other, and who
 * looked at an image before a removal began looks again.
 */
final class ImageLeases {
    private final Map<String, Integer> held = new HashMap<>();
    private @Nullable String removing;
    private long removals;

    /** How many removals have begun. */
    synchronized long removals() {
        return removals;
    }

    /**
     * Waits for the end of a removal of this image.
     *
     * @param seen {@link #removals} before the image was looked for
     * @return false when a removal has begun since: the image may be gone
     */
    synchronized boolean hold(String id, long seen) throws InterruptedException {
        while (removing != null && removing.equals(id)) {
            wait();
        }
        if (removals != seen) {
            return false;
        }
        held.merge(id, 1, Integer::sum);
        return true;
    }

    synchronized void release(String id) {
        held.computeIfPresent(id, (same, holders) -> holders == 1 ? null : holders - 1);
    }

    /** False when somebody holds it. */
    synchronized boolean beginRemoval(String id) {
        if (held.containsKey(id)) {
            return false;
        }
        removing = id;
        removals++;
        return true;
    }

    synchronized void endRemoval() {
        removing = null;
        notifyAll();
    }
}
