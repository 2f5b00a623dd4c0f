package io.dwr.model.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbortRequestTest {
    @Test
    void aReasonIsTakenAsItIs() {
        assertThat(parse("{\"reason\": \"not needed\"}")).isEqualTo(new AbortRequest("not needed", List.of()));
        assertThat(parse("{\"reason\": \"" + "🚀".repeat(AbortRequest.LONGEST_REASON) + "\"}")
                        .violations())
                .isEmpty();
    }

    @Test
    void aReasonMayBeLeftOut() {
        assertThat(parse("{}")).isEqualTo(new AbortRequest(null, List.of()));
        assertThat(parse("{\"reason\": null}")).isEqualTo(new AbortRequest(null, List.of()));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        AbortRequest request = parse("{\"reasons\": \"a\", \"reason\": 7}");
        assertThat(request.reason()).isNull();
        assertThat(request.violations())
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("/reasons", "unknown_field"), tuple("/reason", "wrong_type"));
    }

    @Test
    void whatIsTooLongOrHasControlCharactersIsRefused() {
        assertRefused(
                "{\"reason\": \"" + "a".repeat(AbortRequest.LONGEST_REASON + 1) + "\"}", "/reason", "invalid_format");
        assertRefused("{\"reason\": \"one\\ntwo\"}", "/reason", "invalid_format");
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertRefused("[]", "", "wrong_type");
        assertRefused("\"stop\"", "", "wrong_type");
        assertRefused("{\"reason\"", "/reason", "invalid_json");
    }

    private static void assertRefused(String body, String pointer, String code) {
        AbortRequest request = parse(body);
        assertThat(request.reason()).isNull();
        assertThat(request.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.pointer()).isEqualTo(pointer);
            assertThat(violation.code()).isEqualTo(code);
        });
    }

    private static AbortRequest parse(String body) {
        return AbortRequest.parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
