package io.dwr.scheduler.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads settings from environment variables and collects everything that is wrong with them. */
final class SettingsReader {
    private final Map<String, String> environment;
    private final List<String> violations = new ArrayList<>();

    SettingsReader(Map<String, String> environment) {
        this.environment = environment;
    }

    String text(String key, String fallback) {
        String value = environment.getOrDefault(key, "").strip();
        return value.isEmpty() ? fallback : value;
    }

    int number(String key, int fallback, int least, int most) {
        return Math.toIntExact(longNumber(key, fallback, least, most));
    }

    Duration seconds(String key, int fallback, int least, int most) {
        return Duration.ofSeconds(longNumber(key, fallback, least, most));
    }

    long longNumber(String key, long fallback, long least, long most) {
        String value = text(key, Long.toString(fallback));
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        violations.add(key + " is \"" + value + "\": a whole number from " + least + " to " + most + " is needed");
        return fallback;
    }

    /** Takes a part that checks itself. */
    <T> T part(Supplier<T> reading, T fallback) {
        return part("", reading, fallback);
    }

    /** Takes a part that checks itself and does not know its own name. */
    <T> T part(String name, Supplier<T> reading, T fallback) {
        try {
            return reading.get();
        } catch (IllegalArgumentException violation) {
            violations.add(name + violation.getMessage());
            return fallback;
        }
    }

    void violation(String text) {
        violations.add(text);
    }

    void throwIfAny() {
        if (!violations.isEmpty()) {
            throw new InvalidSettingsException(violations);
        }
    }
}
