package io.dwr.model.request;

import static io.dwr.model.request.Requests.parse;
import static io.dwr.model.request.Requests.violation;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "{\"docker_image\": \"box\"",
                "{\"docker_image\": \"box\"} x",
                "{\"docker_image\": \"box\"} {}",
                "{'docker_image': 'box'}",
                "{docker_image: \"box\"}",
                "{\"docker_image\": \"box\",}",
                "{\"docker_image\": \"box\", \"cpu_cores\": NaN}",
                "{\"docker_image\": \"box\", \"cpu_cores\": Infinity}",
                "{\"docker_image\": \"box\", \"cpu_cores\": 01}",
                "{\"docker_image\": \"box\", \"cpu_cores\": .5}",
                "{\"docker_image\": \"bo\nx\"}",
                "docker_image=box",
                "{\"docker_image\": [[[[[[[[[[]]]]]]]]]]}"
            })
    void notJson(String body) {
        assertThat(violation(parse(body)).code()).isEqualTo("invalid_json");
    }

    @Test
    void invalidUtf8() {
        assertThat(violation(Requests.PARSER.parse(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
                        .code())
                .isEqualTo("invalid_json");
    }

    @Test
    void aFieldTwice() {
        assertThat(violation(parse("{\"docker_image\": \"box\", \"docker_image\": \"box\"}")))
                .extracting(Violation::code, Violation::pointer)
                .containsExactly("duplicate", "/docker_image");
        assertThat(violation(parse("{\"docker_image\": \"box\", \"environment\": {\"A\": \"1\", \"A\": \"1\"}}"))
                        .pointer())
                .isEqualTo("/environment/A");
    }

    @Test
    void whereItIsNotJson() {
        Violation violation = violation(parse("{\"docker_image\": \"box\",\n \"command\": [\"a\", nul]}"));

        assertThat(violation.pointer()).startsWith("/command");
        assertThat(violation.message()).contains("line 2");
    }

    @Test
    void theMessageSaysNothingOfTheParser() {
        assertThat(violation(parse("[")).message())
                .isEqualTo("not JSON (line 1, column 2): Unexpected end-of-input: expected close marker for Array");
    }

    @Test
    void numbersAreBoundedBeforeTheyAreExpanded() {
        assertThat(violation(parse("{\"docker_image\": \"box\", \"cpu_cores\": 1e99999999999}")))
                .extracting(Violation::code, Violation::pointer)
                .containsExactly("out_of_range", "/cpu_cores");
        assertThat(violation(parse("{\"docker_image\": \"box\", \"cpu_cores\": " + "9".repeat(65) + "}"))
                        .code())
                .isEqualTo("invalid_json");
        assertThat(violation(parse("{\"docker_image\": \"box\", \"cpu_cores\": " + "9".repeat(60) + "}"))
                        .code())
                .isEqualTo("out_of_range");
    }

    @Test
    void bombsAreRefusedAtOnce() {
        Assertions.assertTimeout(Duration.ofSeconds(10), () -> {
            assertThat(violation(Requests.PARSER.parse(new byte[50_000_000])).code())
                    .isEqualTo("too_large");
            assertThat(violation(parse("[".repeat(100_000))).code()).isEqualTo("invalid_json");
            assertThat(violation(parse("{\"a\":".repeat(40_000))).code()).isEqualTo("invalid_json");
        });
    }
}
