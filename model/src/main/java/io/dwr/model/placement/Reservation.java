package io.dwr.model.placement;

import java.util.List;

/**
 * What an attempt holds on one executor.
 *
 * @param executorIp for display; not unique
 * @param gpuUuids exact devices, in the order the executor reported them
 */
public record Reservation(String executorId, String executorIp, List<String> gpuUuids) {
    public Reservation {
        gpuUuids = List.copyOf(gpuUuids);
    }
}
