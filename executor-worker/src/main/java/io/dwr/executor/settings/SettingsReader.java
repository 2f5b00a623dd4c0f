package io.dwr.executor.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads variables and collects what is wrong with them, so that an operator sees all of it at once. */
final class SettingsReader {
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

    private final Map<String, String> environment;
    private final List<String> violations = new ArrayList<>();

    SettingsReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Nullable
    String optional(String name) {
        String text = environment.getOrDefault(name, "").strip();
        return text.isEmpty() ? null : text;
    }

    String text(String name, String fallback) {
        String text = optional(name);
        return text == null ? fallback : text;
    }

    String matching(String name, String fallback, Pattern form, String rule) {
        String text = text(name, fallback);
        if (!form.matcher(text).matches()) {
            violation(name, text, rule);
            return fallback;
        }
        return text;
    }

    int whole(String name, int fallback, int least, int most) {
        BigDecimal number = number(name, BigDecimal.valueOf(fallback), least, most);
        if (number.stripTrailingZeros().scale() > 0) {
            violation(name, number.toPlainString(), "must be a whole number");
            return fallback;
        }
        return number.intValue();
    }

    Duration seconds(String name, int fallback, int least, int most) {
        BigDecimal number = number(name, BigDecimal.valueOf(fallback), least, most);
        return Duration.ofMillis(number.multiply(MILLIS).longValue());
    }

    BigDecimal number(String name, BigDecimal fallback, int least, int most) {
        BigDecimal number = optionalNumber(name, BigDecimal.valueOf(least), most);
        return number == null ? fallback : number;
    }

    /** Null when the variable is not set, or wrong. */
    @Nullable
    BigDecimal optionalNumber(String name, BigDecimal least, int most) {
        String text = optional(name);
        if (text == null) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            if (number.compareTo(least) >= 0 && number.compareTo(BigDecimal.valueOf(most)) <= 0) {
                return number;
            }
            violation(name, text, "must be " + least.toPlainString() + " to " + most);
        } catch (NumberFormatException notANumber) {
            violation(name, text, "must be a number");
        }
        return null;
    }

    List<String> list(String name) {
        String text = optional(name);
        if (text == null) {
            return List.of();
        }
        return Stream.of(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** {@code a=b,c=d}. */
    Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String part : list(name)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                violation(name, part, "must be pairs like zone=a,disk=fast");
                continue;
            }
            pairs.put(
                    part.substring(0, equals).strip(),
                    part.substring(equals + 1).strip());
        }
        return pairs;
    }

    /** Runs a parser that states its own rule in the message of an {@link IllegalArgumentException}. */
    <T> @Nullable T parsed(Function<Map<String, String>, T> parser) {
        try {
            return parser.apply(environment);
        } catch (IllegalArgumentException refused) {
            violations.add(String.valueOf(refused.getMessage()));
            return null;
        }
    }

    void violation(String name, String value, String rule) {
        violations.add(name + " is \"" + value + "\": it " + rule);
    }

    void complete() {
        if (!violations.isEmpty()) {
            throw new InvalidSettingsException(violations);
        }
    }
}
