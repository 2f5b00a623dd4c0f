package io.dwr.scheduler.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.log.LogSource;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LogTextTest {
    private static final String TIME = "2026-01-02T03:04:05.000000006Z";
    private static final Set<LogSource> OUTPUT = EnumSet.of(LogSource.STDOUT, LogSource.STDERR);

    @Test
    void aLastLineWithoutNewlineStaysWithoutOne() {
        assertThat(raw(TIME + " system started", TIME + " stdout a", TIME + " stdout+ b", TIME + " system ended"))
                .isEqualTo("a\nb");
    }

    @Test
    void aLongLineInPartsIsOneLineAgain() {
        assertThat(raw(TIME + " stdout+ aaa", TIME + " stdout+ bbb", TIME + " stdout ccc", TIME + " stderr x"))
                .isEqualTo("aaabbbccc\nx\n");
    }

    @Test
    void emptyLinesAndBlanksAreKept() {
        assertThat(raw(TIME + " stdout ", TIME + " stdout   b ")).isEqualTo("\n  b \n");
    }

    @Test
    void withTimestampsLinesAreAsStored() {
        LogText text = new LogText(query(true, EnumSet.allOf(LogSource.class)));
        assertThat(new String(text.of(List.of(TIME + " system started", TIME + " stdout+ b")), StandardCharsets.UTF_8))
                .isEqualTo(TIME + " system started\n" + TIME + " stdout+ b\n");
    }

    @Test
    void aLineOfAnotherHandIsShownAsItIs() {
        assertThat(raw("hello", "a b c")).isEqualTo("hello\na b c\n");
    }

    private static String raw(String... stored) {
        return new String(new LogText(query(false, OUTPUT)).of(List.of(stored)), StandardCharsets.UTF_8);
    }

    private static LogQuery query(boolean timestamps, Set<LogSource> sources) {
        return new LogQuery(LogQuery.ALL, 0, LogQuery.PAGE, false, timestamps, sources);
    }
}
