package io.dwr.model.executor;

import io.dwr.model.placement.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that an executor has at hand, with what it takes there.
 *
 * @param resources as reserved; null when the executor cannot tell
 * @param gpuUuids exact devices
 */
public record HeldResources(HeldAttempt attempt, @Nullable Resources resources, List<String> gpuUuids) {
    public HeldResources {
        gpuUuids = List.copyOf(gpuUuids);
    }

    /** An attempt of which the executor cannot tell what it takes. */
    public static HeldResources unknown(HeldAttempt attempt) {
        return new HeldResources(attempt, null, List.of());
    }
}
