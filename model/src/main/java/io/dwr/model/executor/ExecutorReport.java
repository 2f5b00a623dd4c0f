package io.dwr.model.executor;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A full report: registration and state in one.
 *
 * @param held attempts it has at hand: what the ledger does not know of them it writes down
 */
public record ExecutorReport(
        ExecutorId id,
        Site site,
        Capacity capacity,
        Engine engine,
        ProcessIds process,
        Health health,
        List<HeldResources> held) {
    public ExecutorReport {
        held = List.copyOf(held);
    }

    /**
     * Where it is.
     *
     * @param ip for display
     * @param hostName for display
     * @param labels operator's own, for placement
     */
    public record Site(String ip, String hostName, String region, String datacenter, Map<String, String> labels) {
        public Site {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * Which process of the executor reports.
     *
     * @param own new at each start
     * @param predecessor the process of this executor before this one, which is known to be dead; null when none is
     */
    public record ProcessIds(String own, @Nullable String predecessor) {}

    /**
     * How it is.
     *
     * @param host how the machine is
     * @param trouble why it takes no new jobs at present, as it knows itself, a sentence; null when it takes them
     */
    public record Health(HostState host, @Nullable String trouble) {}
}
