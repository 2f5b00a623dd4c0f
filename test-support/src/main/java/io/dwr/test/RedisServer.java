package io.dwr.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis server as a process of its own, on a free loopback port, with its data in a directory that goes with
 * it. The binary is {@code DWR_TEST_REDIS_SERVER}, by default {@code redis-server} on the path.
 */
public final class RedisServer implements AutoCloseable {
    private static final String BINARY_VARIABLE = "DWR_TEST_REDIS_SERVER";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final int ANSWER_TIMEOUT_MILLIS = 5_000;

    private final int port;
    private final Path directory;
    private final boolean appendOnly;
    private final Thread atExit = new Thread(this::destroy);
    private @Nullable Process process;

    private RedisServer(int port, Path directory, boolean appendOnly) {
        this.port = port;
        this.directory = directory;
        this.appendOnly = appendOnly;
    }

    /** With an append-only file, so that data outlives {@link #restart} and {@link #kill}. */
    public static RedisServer start() {
        return start(true);
    }

    /**
     * Starts a server.
     *
     * @param appendOnly false = nothing outlives the process
     */
    public static RedisServer start(boolean appendOnly) {
        try {
            RedisServer server = new RedisServer(FreePort.find(), Files.createTempDirectory("dwr-redis-"), appendOnly);
            Runtime.getRuntime().addShutdownHook(server.atExit);
            server.startAgain();
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** Ends the server in good order and starts it again on the same port with the same data. */
    public void restart() {
        Process ending = process;
        if (ending != null) {
            ending.destroy();
            await(ending);
        }
        startAgain();
    }

    /** SIGKILL. */
    public void kill() {
        destroy();
    }

    /** After {@link #kill}: same port, same data as far as they were kept. */
    public void startAgain() {
        String binary = System.getenv().getOrDefault(BINARY_VARIABLE, "redis-server");
        try {
            process = new ProcessBuilder(
                            binary,
                            "--port",
                            String.valueOf(port),
                            "--bind",
                            host(),
                            "--dir",
                            directory.toString(),
                            "--appendonly",
                            appendOnly ? "yes" : "no",
                            "--save",
                            "",
                            "--maxmemory-policy",
                            "noeviction")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("redis.log").toFile()))
                    .start();
        } catch (IOException missing) {
            throw new IllegalStateException(
                    "cannot start the Redis server \"" + binary + "\": set " + BINARY_VARIABLE
                            + " to the path of redis-server, or run the tests with ./dwr test, which sets it",
                    missing);
        }
        awaitAnswer();
    }

    /** Keeps a copy of the data as they are now, for {@link #rollBack}. */
    public void keepData() {
        removeDirectory(kept());
        copy(directory, kept());
    }

    /** SIGKILL, and a start with the data of {@link #keepData}: what was written since is lost. */
    public void rollBack() {
        destroy();
        removeDirectory(directory);
        copy(kept(), directory);
        startAgain();
    }

    /** SIGSTOP: connections stay open and nothing answers. */
    public void pause() {
        signal("-STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("-CONT");
    }

    /** Sends one command of plain words and gives the first line of the answer. */
    public String command(String... words) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host(), port), ANSWER_TIMEOUT_MILLIS);
            socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
            socket.getOutputStream().write((String.join(" ", words) + "\r\n").getBytes(StandardCharsets.UTF_8));
            StringBuilder answer = new StringBuilder();
            for (int next = socket.getInputStream().read();
                    next >= 0 && next != '\r';
                    next = socket.getInputStream().read()) {
                answer.append((char) next);
            }
            return answer.toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        destroy();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // The hook runs already, and finds nothing left.
        }
        removeDirectory(directory);
        removeDirectory(kept());
    }

    private Path kept() {
        return directory.resolveSibling(directory.getFileName() + "-kept");
    }

    private void signal(String name) {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("the Redis server does not run");
        }
        try {
            await(new ProcessBuilder("kill", name, String.valueOf(running.pid())).start());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void destroy() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroyForcibly();
        await(running);
        process = null;
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            Process running = process;
            if (running == null || !running.isAlive()) {
                break;
            }
            if (answers()) {
                return;
            }
            pauseShortly();
        }
        throw new IllegalStateException("the Redis server on port " + port + " did not start: " + log());
    }

    private boolean answers() {
        try {
            return command("PING").startsWith("+PONG");
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("redis.log"));
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> paths = Files.walk(from)) {
            List<Path> parentsFirst = paths.toList();
            for (Path path : parentsFirst) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void removeDirectory(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void await(Process ending) {
        try {
            if (!ending.waitFor(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                ending.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pauseShortly() {
        try {
            Thread.sleep(Duration.ofMillis(20));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
