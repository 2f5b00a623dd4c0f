package io.dwr.model.executor;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An executor as the ledger sees it.
 *
 * @param free what no reservation holds, MiB-exact
 * @param freeGpuUuids what no reservation holds
 * @param jobs jobs with a reservation there
 * @param host how the machine was at the last report
 * @param lastContact by Redis' own clock
 */
public record ExecutorView(
        ExecutorId id,
        String ip,
        String hostName,
        String region,
        String datacenter,
        Map<String, String> labels,
        ExecutorCondition condition,
        Capacity capacity,
        Resources free,
        List<String> freeGpuUuids,
        List<JobId> jobs,
        HostState host,
        Instant lastContact) {
    public ExecutorView {
        labels = Map.copyOf(labels);
        freeGpuUuids = List.copyOf(freeGpuUuids);
        jobs = List.copyOf(jobs);
    }

    public ExecutorState state() {
        return condition.state();
    }
}
