package io.dwr.cli.job;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A request of those fields that were given. */
final class RequestBuilder {
    private final ObjectNode request = JsonNodeFactory.instance.objectNode();

    void text(String field, @Nullable String value) {
        if (value != null) {
            request.put(field, value);
        }
    }

    void number(String field, @Nullable Number value) {
        switch (value) {
            case null -> {}
            case BigDecimal decimal -> request.put(field, decimal);
            default -> request.put(field, value.longValue());
        }
    }

    void flag(String field, @Nullable Boolean value) {
        if (value != null) {
            request.put(field, value);
        }
    }

    /** A switch: false is not said. */
    void on(String field, boolean given) {
        if (given) {
            request.put(field, true);
        }
    }

    void texts(String field, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = request.putArray(field);
            values.forEach(array::add);
        }
    }

    void map(String field, Map<String, String> values) {
        if (!values.isEmpty()) {
            ObjectNode object = request.putObject(field);
            values.forEach(object::put);
        }
    }

    /** {@code NAME=VALUE} each; without {@code =} the value is empty, as in Docker. */
    void pairs(String field, List<String> pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            values.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        map(field, values);
    }

    ObjectNode build() {
        return request;
    }
}
