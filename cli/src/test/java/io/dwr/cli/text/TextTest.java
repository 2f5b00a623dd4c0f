package io.dwr.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({"0,0", "90,90", "90s,90", "5m,300", "1h,3600", "1h30m,5400", "2d,172800", "1D2H3M4S,93784", "5m30,330"})
    void lengthsOfTime(String text, long seconds) {
        assertThat(Durations.seconds(text)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "-1", "1.5h", "1w", "5m1h", "s", "99999999999"})
    void noLengthsOfTime(String text) {
        assertThat(Durations.seconds(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"-5,0s", "0,0s", "119,119s", "120,2m", "7199,119m", "7200,2h", "172799,47h", "172800,2d", "864000,10d"})
    void ages(long seconds, String age) {
        assertThat(Durations.age(Duration.ofSeconds(seconds))).isEqualTo(age);
    }

    @Test
    void whatSteersATerminalIsShown() {
        assertThat(Visible.of("a\u001b[2J\u009b\n\t\u202eb")).isEqualTo("a\\u001b[2J\\u009b\\n\\t\\u202eb");
        assertThat(Visible.of("🚀 ä")).isEqualTo("🚀 ä");
    }

    @Test
    void cellsAreCutBetweenCharacters() {
        assertThat(Table.cut("🚀🚀🚀", 2)).isEqualTo("🚀…");
        assertThat(Table.cut("abc", 3)).isEqualTo("abc");
    }
}
