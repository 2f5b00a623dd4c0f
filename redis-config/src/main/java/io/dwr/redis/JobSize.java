package io.dwr.redis;

import io.dwr.model.placement.Requirements;
import java.util.Locale;
import java.util.Map;

/** The three sizes by which pending jobs are counted; see {@link io.dwr.redis.job.JobStore.PendingBySize}. */
enum JobSize {
    SMALL(2_000, 4 * 1024, 0),
    MEDIUM(8_000, 32 * 1024, 1),
    LARGE(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);

    private final long mostMilliCpus;
    private final long mostMib;
    private final int mostGpus;

    JobSize(long mostMilliCpus, long mostMib, int mostGpus) {
        this.mostMilliCpus = mostMilliCpus;
        this.mostMib = mostMib;
        this.mostGpus = mostGpus;
    }

    static JobSize of(Requirements requirements) {
        if (SMALL.holds(requirements)) {
            return SMALL;
        }
        return MEDIUM.holds(requirements) ? MEDIUM : LARGE;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    long in(Map<String, String> counts) {
        return Long.parseLong(counts.getOrDefault(word(), "0"));
    }

    private boolean holds(Requirements requirements) {
        return requirements.resources().milliCpus() <= mostMilliCpus
                && requirements.resources().memoryMib() <= mostMib
                && requirements.gpus().count() <= mostGpus;
    }
}
