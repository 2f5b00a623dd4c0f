package io.dwr.executor.inventory;

import io.dwr.model.executor.Gpu;
import org.jspecify.annotations.Nullable;

/**
 * A GPU has left the inventory or has come back.
 *
 * @param fault why it has left; null when it has come back
 */
public record GpuChange(Gpu gpu, @Nullable String fault) {
    /** One line for the log of a job that holds it. */
    public String sentence() {
        return fault == null
                ? "GPU " + gpu.uuid() + " of this job looks healthy again"
                : "GPU " + gpu.uuid() + " of this job is not healthy: " + fault + ". The container goes on";
    }
}
