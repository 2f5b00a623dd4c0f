package io.dwr.executor.attempt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of a container's description: every value of the environment, those of the job's own also where they are
 * repeated elsewhere, and whatever is named or passed as a password, token, secret or key.
 */
final class Masking {
    private static final String MASK = "***";
    private static final String ENVIRONMENT = "Env";
    /** A shorter value, such as {@code 1} or {@code true}, is no secret and stands everywhere. */
    private static final int SHORTEST = 6;

    private static final String NAMES =
            "(?:passw(?:or)?d|passphrase|secret|token|(?:api|access|private|encryption|signing|ssh)[_-]?key|credential)";
    private static final Pattern NAMED = Pattern.compile("(?i)" + NAMES);
    private static final Pattern FLAG = Pattern.compile("(?i)--?[\\w-]*" + NAMES + "[\\w-]*");
    private static final Pattern ASSIGNED =
            Pattern.compile("(?i)(" + NAMES + "[\\w.-]*[\"']?\\s*[=:]\\s*[\"']?)[^\\s\"',;&]+");
    private static final Pattern IN_ADDRESS = Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+@");

    private final List<String> secrets;

    /**
     * @param environment values of the job's own variables
     */
    Masking(Collection<String> environment) {
        // Longest first: one may be a part of another.
        this.secrets = environment.stream()
                .filter(value -> value.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    Map<String, Object> of(Map<String, Object> description) {
        return map(description);
    }

    private Map<String, Object> map(Map<?, ?> whole) {
        Map<String, Object> masked = new LinkedHashMap<>();
        whole.forEach((key, value) -> {
            String name = String.valueOf(key);
            masked.put(name, named(name, value));
        });
        return masked;
    }

    private @Nullable Object named(String name, @Nullable Object value) {
        if (name.equals(ENVIRONMENT) && value instanceof Collection<?> variables) {
            return variables.stream().map(Masking::variable).toList();
        }
        if (value instanceof String && NAMED.matcher(name).find()) {
            return MASK;
        }
        return any(value);
    }

    private @Nullable Object any(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Map<?, ?> map -> map(map);
            case Collection<?> list -> list(list);
            case String text -> text(text);
            default -> value;
        };
    }

    /** The word after a flag that is named for a secret is one. */
    private List<Object> list(Collection<?> words) {
        List<Object> masked = new ArrayList<>();
        boolean secret = false;
        for (Object word : words) {
            masked.add(secret && word instanceof String ? MASK : any(word));
            secret = word instanceof String text && FLAG.matcher(text).matches();
        }
        return masked;
    }

    private String text(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        masked = ASSIGNED.matcher(masked).replaceAll("$1" + "\\*\\*\\*");
        return IN_ADDRESS.matcher(masked).replaceAll("$1" + "\\*\\*\\*@");
    }

    private static String variable(Object assignment) {
        String text = String.valueOf(assignment);
        int equals = text.indexOf('=');
        return equals < 0 ? text : text.substring(0, equals + 1) + MASK;
    }
}
