package io.dwr.scheduler.request;

import io.dwr.model.request.Violation;
import io.dwr.model.request.ViolationCode;
import io.dwr.scheduler.problem.ProblemCode;
import io.dwr.scheduler.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The query of one request: parameters are asked for by name, what is wrong is collected, and {@link #check} throws all
 * of it at once. A parameter that nobody knows or that stands there twice is wrong, too.
 */
public final class QueryParameters {
    private static final int SHOWN = 100;

    private final Map<String, List<String>> values;
    private final List<Violation> violations = new ArrayList<>();

    private QueryParameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Takes the query of a request.
     *
     * @param known every parameter that the path has
     */
    public static QueryParameters of(HttpServletRequest request, String... known) {
        QueryParameters parameters = new QueryParameters(QueryString.parse(request.getQueryString()));
        parameters.refuseUnknown(Set.of(known));
        return parameters;
    }

    /** The value, or null when the parameter is absent. */
    public @Nullable String text(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        return all.size() == 1 ? all.getFirst() : null;
    }

    public long number(String name, long fallback, long least, long most) {
        String text = text(name);
        if (text == null) {
            return fallback;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        String form = text.matches("[+-]?\\d+") ? ViolationCode.OUT_OF_RANGE.code() : ViolationCode.WRONG_TYPE.code();
        violations.add(new Violation(
                form,
                name,
                name + " is \"" + shown(text) + "\": a whole number from " + least + " to " + most + " is needed"));
        return fallback;
    }

    public boolean flag(String name, boolean fallback) {
        String text = text(name);
        if (text == null) {
            return fallback;
        }
        return switch (text) {
            case "true", "1", "" -> true;
            case "false", "0" -> false;
            default -> {
                refuse(name, "true or false is needed");
                yield fallback;
            }
        };
    }

    /**
     * Notes that a value cannot be used.
     *
     * @param rule what is needed, as the end of a sentence
     */
    public void refuse(String name, String rule) {
        refuseValue(name, text(name), rule);
    }

    /** The same of a header that stands for a parameter. */
    public void refuseValue(String name, @Nullable String value, String rule) {
        violations.add(new Violation(
                ViolationCode.INVALID_FORMAT.code(), name, name + " is \"" + shown(value) + "\": " + rule));
    }

    /** Throws everything that was found wrong. Call it after the last parameter. */
    public void check() {
        if (!violations.isEmpty()) {
            throw ProblemException.invalid(ProblemCode.INVALID_PARAMETER, violations);
        }
    }

    private void refuseUnknown(Set<String> known) {
        for (Map.Entry<String, List<String>> parameter : values.entrySet()) {
            String name = parameter.getKey();
            if (!known.contains(name)) {
                violations.add(new Violation(
                        ViolationCode.UNKNOWN_FIELD.code(),
                        shown(name),
                        "there is no parameter \"" + shown(name) + "\" here; "
                                + (known.isEmpty()
                                        ? "the path takes none"
                                        : "known: " + String.join(", ", new TreeSet<>(known)))));
            } else if (parameter.getValue().size() > 1) {
                violations.add(new Violation(
                        ViolationCode.DUPLICATE.code(), name, name + " stands there more than once; send it once"));
            }
        }
    }

    private static String shown(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
