package io.dwr.model.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainRequestTest {
    @Test
    void theDeadlineMayBeLeftOut() {
        DrainRequest anHour = new DrainRequest(Duration.ofHours(1), List.of());
        assertThat(parse("")).isEqualTo(anHour);
        assertThat(parse("{}")).isEqualTo(anHour);
        assertThat(parse("{\"deadline_seconds\": null}")).isEqualTo(anHour);
    }

    @Test
    void aDeadlineIsTakenAsItIs() {
        assertThat(parse("{\"deadline_seconds\": 0}")).isEqualTo(new DrainRequest(Duration.ZERO, List.of()));
        assertThat(parse("{\"deadline_seconds\": 31536000}"))
                .isEqualTo(new DrainRequest(Duration.ofDays(365), List.of()));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThat(parse("{\"deadline\": 5, \"deadline_seconds\": \"10m\"}").violations())
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("/deadline", "unknown_field"), tuple("/deadline_seconds", "wrong_type"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"deadline_seconds": -1}       | /deadline_seconds | out_of_range
            {"deadline_seconds": 31536001} | /deadline_seconds | out_of_range
            {"deadline_seconds": 1.5}      | /deadline_seconds | out_of_range
            {"deadline_seconds": 1e400}    | /deadline_seconds | out_of_range
            {"deadline_seconds": true}     | /deadline_seconds | wrong_type
            {"deadline_seconds"            | /deadline_seconds | invalid_json
            """)
    void whatCannotBeTakenIsRefused(String body, String pointer, String code) {
        assertThat(parse(body).violations())
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple(pointer, code));
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertThat(parse("[]").violations())
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("", "wrong_type"));
    }

    private static DrainRequest parse(String body) {
        return DrainRequest.parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
