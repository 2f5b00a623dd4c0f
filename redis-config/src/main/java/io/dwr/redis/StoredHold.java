package io.dwr.redis;

import io.dwr.model.executor.HeldResources;
import io.dwr.model.placement.Resources;
import java.util.ArrayList;
import java.util.List;

/** What an attempt takes of its executor, as the functions read it. */
record StoredHold(String job, int attempt, long cpu, long memory, List<String> gpus) {
    /** Those of which the amounts are known, as JSON. */
    static String json(List<HeldResources> held) {
        List<StoredHold> known = new ArrayList<>();
        for (HeldResources one : held) {
            Resources resources = one.resources();
            if (resources != null) {
                known.add(new StoredHold(
                        one.attempt().jobId().value(),
                        one.attempt().attempt(),
                        resources.milliCpus(),
                        resources.memoryMib(),
                        one.gpuUuids()));
            }
        }
        return StoredJson.write(known);
    }
}
