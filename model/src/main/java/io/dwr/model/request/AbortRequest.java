package io.dwr.model.request;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the body of an abort says: {@code {"reason": "…"}}.
 *
 * @param reason a person's words; null when none are given or they cannot be taken
 * @param violations everything that is wrong with the body
 */
public record AbortRequest(@Nullable String reason, List<Violation> violations) {
    /** Most characters of a reason. */
    public static final int LONGEST_REASON = 200;

    /** Most bytes of a body, white space and escapes included. */
    public static final int MOST_BODY_BYTES = 8 * 1024;

    private static final String REASON = "reason";
    private static final int MOST_DEPTH = 8;
    private static final StrictJson JSON = new StrictJson(MOST_BODY_BYTES, MOST_DEPTH);

    public AbortRequest {
        violations = List.copyOf(violations);
    }

    /** Reads a body as it was sent. */
    public static AbortRequest parse(byte[] body) {
        try {
            return parse(JSON.read(body));
        } catch (MalformedJsonException e) {
            return new AbortRequest(null, List.of(e.violation()));
        }
    }

    /** What is wrong with a reason, wherever it was given, as the end of a sentence; null when it can be taken. */
    public static @Nullable String refusal(String reason) {
        boolean tooLong = reason.codePointCount(0, reason.length()) > LONGEST_REASON;
        return tooLong || reason.chars().anyMatch(Character::isISOControl)
                ? "send at most " + LONGEST_REASON + " characters, no newline or other control character"
                : null;
    }

    private static AbortRequest parse(JsonNode body) {
        Violations violations = new Violations();
        if (!body.isObject()) {
            violations.add(
                    ViolationCode.WRONG_TYPE, "", "the body is not a JSON object: send {\"reason\": \"…\"} or no body");
            return new AbortRequest(null, violations.list());
        }
        for (String name : body.propertyNames()) {
            if (!name.equals(REASON)) {
                violations.add(
                        ViolationCode.UNKNOWN_FIELD,
                        Fields.pointer(name),
                        "no field is called " + Quoted.of(name) + ": an abort takes reason alone");
            }
        }
        Fields fields = new Fields(body, violations);
        String reason = fields.text(REASON);
        String rule = reason == null ? null : refusal(reason);
        if (rule != null) {
            fields.refuse(
                    ViolationCode.INVALID_FORMAT,
                    REASON,
                    "reason is " + Quoted.of(String.valueOf(reason)) + ": " + rule);
        }
        return new AbortRequest(violations.isEmpty() ? reason : null, violations.list());
    }
}
