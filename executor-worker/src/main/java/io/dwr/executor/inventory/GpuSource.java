package io.dwr.executor.inventory;

import io.dwr.executor.engine.EngineFacts;
import io.dwr.model.executor.Gpu;
import java.util.List;

/** Finds the GPUs that a container of this engine can be given. */
@FunctionalInterface
public interface GpuSource {
    /** All that are or were here, also unhealthy ones; empty when the engine cannot hand them to containers. */
    List<Gpu> find(EngineFacts engine);
}
