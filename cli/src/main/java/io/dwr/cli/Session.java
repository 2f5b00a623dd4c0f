package io.dwr.cli;

import io.dwr.cli.server.SchedulerClient;
import io.dwr.cli.server.ServerAddress;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** What every command of one command line has: console, clock, scheduler. */
public final class Session {
    private final Console console;
    private final Pause pause;
    private final Clock clock;
    private @Nullable String server;

    public Session(Console console, Pause pause, Clock clock) {
        this.console = console;
        this.pause = pause;
        this.clock = clock;
    }

    public Console console() {
        return console;
    }

    public Pause pause() {
        return pause;
    }

    public Clock clock() {
        return clock;
    }

    /** The scheduler that the command line or the environment names. */
    public SchedulerClient client() {
        return new SchedulerClient(ServerAddress.of(server, console.environment()));
    }

    void chooseServer(String address) {
        server = address;
    }
}
