package io.dwr.model.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.request.ParsedRequest.Invalid;
import io.dwr.model.request.ParsedRequest.Valid;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Whatever comes, the answer is a spec that survives a round trip or a list of violations, never an exception. */
class RequestFuzzTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> TEXTS = List.of(
            "",
            "box",
            "a:/b",
            "/srv/a:/b:ro",
            "/a",
            "any",
            "all",
            "512Mi",
            "1e9g",
            "missing",
            "\u0000",
            "\ud800",
            "🚀",
            "a=b",
            "1:1",
            "x".repeat(3000),
            "..",
            "/../..",
            ":::",
            "@",
            "box@sha256:",
            "-1",
            "NaN");
    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "0.01",
            "0.001",
            "64",
            "100",
            "1e3",
            "1e18",
            "1e19",
            "1e308",
            "1e999",
            "-1e999",
            "1e999999999",
            "1e-999999999",
            "0e999999999",
            "9223372036854775808",
            "0.1234567890123456789",
            "2.0");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void trees(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2500; i++) {
            JsonNode request = request(random);
            check(Requests.PARSER.parse(request), request.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void brokenBytes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2500; i++) {
            byte[] body = request(random).toString().getBytes(StandardCharsets.UTF_8);
            for (int edits = random.nextInt(4); edits > 0 && body.length > 0; edits--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            check(Requests.PARSER.parse(body), new String(body, StandardCharsets.UTF_8));
        }
    }

    private static void check(ParsedRequest parsed, String request) {
        switch (parsed) {
            case Valid valid ->
                assertThat(Requests.PARSER.parse(JobSpecFields.bytes(valid.spec())))
                        .as(request)
                        .isEqualTo(valid);
            case Invalid invalid ->
                assertThat(invalid.violations()).as(request).isNotEmpty().allSatisfy(violation -> {
                    assertThat(JsonPointer.compile(violation.pointer())).isNotNull();
                    assertThat(violation.message()).isNotBlank().doesNotContain("\u0000");
                });
        }
    }

    private static JsonNode request(Random random) {
        ObjectNode request = NODES.objectNode();
        if (random.nextInt(4) > 0) {
            request.put("docker_image", "box");
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            String name = KnownFields.NAMES.get(random.nextInt(KnownFields.NAMES.size()));
            request.set(random.nextInt(20) == 0 ? name + "x" : name, value(random, 3));
        }
        return request;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextInt(200));
            case 3 -> NODES.numberNode(new BigDecimal(NUMBERS.get(random.nextInt(NUMBERS.size()))));
            case 4 -> NODES.numberNode(random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian() * 100);
            case 5 -> NODES.stringNode(TEXTS.get(random.nextInt(TEXTS.size())));
            case 6, 7 -> {
                ArrayNode array = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = NODES.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(TEXTS.get(random.nextInt(TEXTS.size())), value(random, depth - 1));
                }
                yield object;
            }
        };
    }
}
