package io.dwr.model.request;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What the body of a drain says: {@code {"deadline_seconds": 3600}}.
 *
 * @param deadline how long running jobs may go on; the default when none is given or it cannot be taken
 * @param violations everything that is wrong with the body
 */
public record DrainRequest(Duration deadline, List<Violation> violations) {
    /** As long as Nomad's. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofHours(1);

    public static final Duration LONGEST_DEADLINE = Duration.ofDays(365);

    /** Most bytes of a body. */
    public static final int MOST_BODY_BYTES = 8 * 1024;

    private static final String DEADLINE = "deadline_seconds";
    private static final int MOST_DEPTH = 8;
    private static final StrictJson JSON = new StrictJson(MOST_BODY_BYTES, MOST_DEPTH);

    public DrainRequest {
        violations = List.copyOf(violations);
    }

    /** Reads a body as it was sent; an empty one asks for the default. */
    public static DrainRequest parse(byte[] body) {
        if (body.length == 0) {
            return new DrainRequest(DEFAULT_DEADLINE, List.of());
        }
        try {
            return parse(JSON.read(body));
        } catch (MalformedJsonException e) {
            return new DrainRequest(DEFAULT_DEADLINE, List.of(e.violation()));
        }
    }

    private static DrainRequest parse(JsonNode body) {
        Violations violations = new Violations();
        if (!body.isObject()) {
            violations.add(
                    ViolationCode.WRONG_TYPE,
                    "",
                    "the body is not a JSON object: send {\"deadline_seconds\": 600} or no body");
            return new DrainRequest(DEFAULT_DEADLINE, violations.list());
        }
        for (String name : body.propertyNames()) {
            if (!name.equals(DEADLINE)) {
                violations.add(
                        ViolationCode.UNKNOWN_FIELD,
                        Fields.pointer(name),
                        "no field is called " + Quoted.of(name) + ": a drain takes deadline_seconds alone");
            }
        }
        long seconds = new Fields(body, violations)
                .whole(DEADLINE, 0, LONGEST_DEADLINE.toSeconds(), DEFAULT_DEADLINE.toSeconds(), " of seconds");
        return new DrainRequest(Duration.ofSeconds(seconds), violations.list());
    }
}
