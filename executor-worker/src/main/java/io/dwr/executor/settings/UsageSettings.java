package io.dwr.executor.settings;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * How closely containers and GPUs are watched.
 *
 * @param interval {@code USAGE_INTERVAL}, 10 s between two samples of a container
 * @param gpuIdleAfter {@code GPU_IDLE_AFTER}, 600 s: a GPU that a job holds and does not use for so long is shown as idle
 * @param gpuForeignMemoryGb {@code GPU_FOREIGN_MEMORY_GB}, 1 GiB: most memory that may be in use on a GPU that no job holds
 */
public record UsageSettings(Duration interval, Duration gpuIdleAfter, BigDecimal gpuForeignMemoryGb) {
    private static final BigDecimal MIB_PER_GIB = BigDecimal.valueOf(1024);
    private static final int LONGEST = 86_400;
    private static final int MOST_MEMORY_GB = 4096;

    static UsageSettings read(SettingsReader reader) {
        return new UsageSettings(
                reader.seconds("USAGE_INTERVAL", 10, 1, 3600),
                reader.seconds("GPU_IDLE_AFTER", 600, 10, LONGEST),
                reader.number("GPU_FOREIGN_MEMORY_GB", BigDecimal.ONE, 0, MOST_MEMORY_GB));
    }

    public long gpuForeignMib() {
        return gpuForeignMemoryGb.multiply(MIB_PER_GIB).longValue();
    }
}
