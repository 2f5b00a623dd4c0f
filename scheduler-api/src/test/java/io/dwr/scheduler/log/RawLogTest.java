package io.dwr.scheduler.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.log.LogBytes;
import io.dwr.model.log.LogSource;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawLogTest {
    private static final String TIME = "2026-01-02T03:04:05.000000006Z ";

    private final RawLog both = new RawLog(EnumSet.of(LogSource.STDOUT, LogSource.STDERR));

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void onlyWhatTheContainerWroteIsThere() {
        assertThat(text(both.of(List.of(
                        TIME + "system attempt 1 begins",
                        TIME + "stdout a",
                        TIME + "stderr+ pa",
                        TIME + "stderr rt",
                        TIME + "stdout+ b"))))
                .isEqualTo("a\npart\nb");
        assertThat(text(new RawLog(EnumSet.of(LogSource.STDERR)).of(List.of(TIME + "stdout a", TIME + "stderr b"))))
                .isEqualTo("b\n");
    }

    @Test
    void bytesThatAreNoTextAreWhatTheyWere() {
        byte[] bytes = {(byte) 0xFF, 0, '\r', 0x1b, (byte) 0xE6};

        assertThat(both.of(List.of(TIME + "stdout+ " + LogBytes.text(bytes)))).isEqualTo(bytes);
    }

    @Test
    void whatIsMissingIsMarkedOnALineOfItsOwn() {
        assertThat(text(both.of(List.of(TIME + "stdout+ a")))
                        + text(both.of(List.of(TIME + "system [dwr] 2 lines are missing here", TIME + "stdout b"))))
                .isEqualTo("a\n[dwr] 2 lines are missing here\nb\n");
    }
}
