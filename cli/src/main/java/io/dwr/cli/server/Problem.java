package io.dwr.cli.server;

import io.dwr.model.request.MalformedJsonException;
import io.dwr.model.request.Violation;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What the scheduler says when it refuses (RFC 9457).
 *
 * @param status HTTP status
 * @param code stable; empty when the answer did not come from a scheduler
 * @param detail one sentence or more for a person
 * @param violations all that is wrong with the request
 * @param body the whole document
 */
public record Problem(int status, String code, String detail, List<Violation> violations, JsonNode body) {
    public Problem {
        violations = List.copyOf(violations);
    }

    static Problem of(Answer answer) {
        try {
            JsonNode body = answer.json();
            String title = body.path("title").asString("");
            return new Problem(
                    answer.status(),
                    body.path("code").asString(""),
                    body.path("detail").asString(title.isEmpty() ? statusOnly(answer) : title),
                    violations(body.path("errors")),
                    body);
        } catch (MalformedJsonException e) {
            return new Problem(
                    answer.status(), "", statusOnly(answer), List.of(), JsonNodeFactory.instance.objectNode());
        }
    }

    private static String statusOnly(Answer answer) {
        return "HTTP status " + answer.status() + " without an explanation";
    }

    private static List<Violation> violations(JsonNode errors) {
        List<Violation> violations = new ArrayList<>();
        for (JsonNode error : errors.values()) {
            violations.add(new Violation(
                    error.path("code").asString(""),
                    error.path("pointer").asString(""),
                    error.path("message").asString("")));
        }
        return violations;
    }
}
