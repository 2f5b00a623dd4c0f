package io.dwr.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs command lines within the test, without waiting. */
public final class Terminal {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final Map<String, String> environment = new HashMap<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();
    private String input = "";
    private boolean errorIsTerminal;
    private byte[] written = {};

    public Terminal(FakeScheduler scheduler) {
        environment.put("DWR_SERVER", scheduler.url());
    }

    /** What a command left. */
    public record Result(int code, String output, String error) {}

    public Terminal with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public Terminal input(String text) {
        input = text;
        return this;
    }

    public Terminal errorIsTerminal() {
        errorIsTerminal = true;
        return this;
    }

    public List<Duration> pauses() {
        return pauses;
    }

    /** Whether the command that is under way has said something. */
    public boolean hasSpoken() {
        return error.toString(StandardCharsets.UTF_8).endsWith("\n");
    }

    /** What the last command wrote to its standard output. */
    public byte[] written() {
        return written.clone();
    }

    public Result run(String... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        error.reset();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                output,
                error,
                errorIsTerminal,
                environment);
        int code = Dwr.execute(new Session(console, pauses::add, Clock.fixed(NOW, ZoneOffset.UTC)), arguments);
        written = output.toByteArray();
        return new Result(code, output.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    }
}
