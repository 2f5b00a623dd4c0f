package io.dwr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final Console console = new Console(InputStream.nullInputStream(), terminal, terminal, true, Map.of());

    @Test
    void whatIsKeptBackComesInTheOrderInWhichItWasGiven() {
        console.raw("1 ");
        console.rawError("2 ");
        console.rawError("3 ");
        console.raw("4 ");
        console.rawError("5 ");
        console.say("6");
        console.rawError("7 ");
        console.line("8");

        assertThat(terminal.toString(StandardCharsets.UTF_8)).isEqualTo("1 2 3 4 5 dwr: 6\n7 8\n");
    }

    @Test
    void nothingIsKeptBackBehindAFlush() {
        console.rawError("x");
        console.flush();

        assertThat(terminal.toString(StandardCharsets.UTF_8)).isEqualTo("x");
    }
}
