package io.dwr.executor.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What an engine can tell of how a container ended. Every method may throw {@link EngineUnavailableException}, and
 * {@link EngineRefusalException} when the engine does not want to tell.
 */
public interface EngineWitness {
    /**
     * What happened to a container since then, oldest first, as far as the engine remembers: it forgets what is old, and
     * everything when it restarts.
     */
    List<ContainerEvent> events(String id, Instant since);

    /** All that the engine knows of a container, in its own words; empty when there is no such container. */
    Map<String, Object> description(String id);

    /** Whether it takes new calls. While it stops it does not, though it may still answer those that it took before. */
    boolean takesCalls();
}
