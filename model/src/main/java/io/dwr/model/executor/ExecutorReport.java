package io.dwr.model.executor;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A full report: registration and state in one.
 *
 * @param ip for display
 * @param hostName for display
 * @param labels operator's own, for placement
 * @param processId identity of this process of the executor, new at each start
 * @param host how the machine is
 * @param trouble why it takes no new jobs at present, as it knows itself, a sentence; null when it takes them
 * @param predecessor the process of this executor before this one, which is known to be dead; null when none is
 * @param held attempts it has at hand: what the ledger does not know of them it writes down
 */
public record ExecutorReport(
        ExecutorId id,
        String ip,
        String hostName,
        String region,
        String datacenter,
        Map<String, String> labels,
        Capacity capacity,
        Engine engine,
        String processId,
        HostState host,
        @Nullable String trouble,
        @Nullable String predecessor,
        List<HeldResources> held) {
    public ExecutorReport {
        labels = Map.copyOf(labels);
        held = List.copyOf(held);
    }

    /** Of an executor without trouble. */
    public ExecutorReport(
            ExecutorId id,
            String ip,
            String hostName,
            String region,
            String datacenter,
            Map<String, String> labels,
            Capacity capacity,
            Engine engine,
            String processId,
            HostState host,
            List<HeldResources> held) {
        this(id, ip, hostName, region, datacenter, labels, capacity, engine, processId, host, null, null, held);
    }

    /** The same in trouble, or out of it. */
    public ExecutorReport withTrouble(@Nullable String sentence) {
        return new ExecutorReport(
                id,
                ip,
                hostName,
                region,
                datacenter,
                labels,
                capacity,
                engine,
                processId,
                host,
                sentence,
                predecessor,
                held);
    }

    /** The same executor, whose earlier process is known to be dead. */
    public ExecutorReport after(@Nullable String process) {
        return new ExecutorReport(
                id,
                ip,
                hostName,
                region,
                datacenter,
                labels,
                capacity,
                engine,
                processId,
                host,
                trouble,
                process,
                held);
    }
}
