package io.dwr.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real Temporal server with a database file of its own on a free loopback port, started with the options that the
 * local stack uses. Its data outlives {@link #kill()} and {@link #restart()}.
 */
public final class TemporalServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final List<String> DYNAMIC_CONFIG = List.of(
            "history.transferProcessorMaxPollRPS=1000",
            "history.timerProcessorMaxPollRPS=1000",
            "history.visibilityProcessorMaxPollRPS=1000",
            "matching.numTaskqueueReadPartitions=1",
            "matching.numTaskqueueWritePartitions=1",
            "frontend.workerCommandsEnabled=true",
            "system.enableCancelActivityWorkerCommand=true",
            "frontend.enableCancelWorkerPollsOnShutdown=true",
            "frontend.namespaceRPS=6000",
            "frontend.rps=6000",
            "history.rps=8000",
            "matching.rps=6000");

    private final Path directory;
    private final int port;
    private Process process;

    private TemporalServer(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** Starts a server with an empty database and waits until it answers. */
    public static TemporalServer start(Path directory) {
        int port = FreePort.find();
        TemporalServer server = new TemporalServer(directory, port, launch(directory, port));
        server.awaitPort();
        return server;
    }

    /** Host and port, as {@code TEMPORAL_ADDRESS} takes them. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Kills the server as a crash would. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Starts it again on the same port and database. */
    public void restart() {
        kill();
        process = launch(directory, port);
        awaitPort();
    }

    /** Runs the {@code temporal} command line against this server and gives its standard output. */
    public String cli(String... arguments) {
        List<String> command = new ArrayList<>(List.of(binary()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--address", address()));
        try {
            Process cli = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (cli.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed: " + output);
            }
            return output;
        } catch (IOException cannotRun) {
            throw new UncheckedIOException(missing(), cannotRun);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Process launch(Path directory, int port) {
        List<String> command = new ArrayList<>(List.of(
                binary(),
                "server",
                "start-dev",
                "--headless",
                "--ip",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--db-filename",
                directory.resolve("temporal.db").toString(),
                "--log-level",
                "error",
                "--sqlite-pragma",
                "journal_mode=WAL",
                "--sqlite-pragma",
                "synchronous=NORMAL"));
        for (String setting : DYNAMIC_CONFIG) {
            command.add("--dynamic-config-value");
            command.add(setting);
        }
        try {
            Files.createDirectories(directory);
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("temporal.log").toFile()))
                    .start();
        } catch (IOException cannotStart) {
            throw new UncheckedIOException(missing(), cannotStart);
        }
    }

    private static String binary() {
        String configured = System.getenv("DWR_TEST_TEMPORAL");
        return configured == null || configured.isBlank() ? "temporal" : configured;
    }

    private static String missing() {
        return "cannot run \"" + binary() + "\": run the tests by ./dwr test, which installs the Temporal CLI,"
                + " or set DWR_TEST_TEMPORAL to its path";
    }

    private void awaitPort() {
        Instant deadline = Instant.now().plus(START_LIMIT);
        while (!answers()) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                throw new IllegalStateException(
                        "the Temporal server did not start; see " + directory.resolve("temporal.log"));
            }
            pause();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return namespaceExists();
        } catch (IOException notYet) {
            return false;
        }
    }

    private boolean namespaceExists() {
        try {
            cli("operator", "namespace", "describe", "default");
            return true;
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    private void awaitEnd() {
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
