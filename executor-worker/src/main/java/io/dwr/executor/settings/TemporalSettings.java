package io.dwr.executor.settings;

import java.util.regex.Pattern;

/**
 * Where Temporal is.
 *
 * @param address {@code TEMPORAL_ADDRESS}, {@code 127.0.0.1:7233}
 * @param namespace {@code TEMPORAL_NAMESPACE}, {@code default}
 */
public record TemporalSettings(String address, String namespace) {
    private static final Pattern ADDRESS = Pattern.compile("[^\\s/]+:\\d{1,5}");

    static TemporalSettings read(SettingsReader reader) {
        return new TemporalSettings(
                reader.matching("TEMPORAL_ADDRESS", "127.0.0.1:7233", ADDRESS, "must be host:port"),
                reader.text("TEMPORAL_NAMESPACE", "default"));
    }
}
