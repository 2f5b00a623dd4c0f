package io.dwr.model.job;

import io.dwr.model.placement.Requirements;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A valid request with every default filled in.
 *
 * @param name the user's own name for the job, not unique
 * @param labels the job's own metadata; has no part in placement
 */
public record JobSpec(
        @Nullable String name,
        Map<String, String> labels,
        ContainerSpec container,
        Requirements requirements,
        RunPolicy policy) {
    public JobSpec {
        labels = Map.copyOf(labels);
    }
}
