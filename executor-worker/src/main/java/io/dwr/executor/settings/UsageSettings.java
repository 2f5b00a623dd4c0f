package io.dwr.executor.settings;

import java.time.Duration;

/**
 * How closely containers and GPUs are watched.
 *
 * @param interval {@code USAGE_INTERVAL}, 10 s between two samples of a container
 * @param gpuIdleAfter {@code GPU_IDLE_AFTER}, 600 s: a GPU that a job holds and does not use for so long is shown as idle
 */
public record UsageSettings(Duration interval, Duration gpuIdleAfter) {
    private static final int LONGEST = 86_400;

    static UsageSettings read(SettingsReader reader) {
        return new UsageSettings(
                reader.seconds("USAGE_INTERVAL", 10, 1, 3600), reader.seconds("GPU_IDLE_AFTER", 600, 10, LONGEST));
    }
}
