package io.dwr.model.executor;

import io.dwr.model.placement.Resources;
import java.util.List;

/**
 * What an executor offers to jobs, after the share held back for the system.
 *
 * @param gpus in the order in which they are given away
 * @param maxJobs most jobs at once
 */
public record Capacity(Resources resources, List<Gpu> gpus, int maxJobs) {
    public Capacity {
        gpus = List.copyOf(gpus);
    }
}
