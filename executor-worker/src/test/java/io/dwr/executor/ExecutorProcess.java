package io.dwr.executor;

import io.dwr.executor.engine.docker.TestEngine;
import io.dwr.test.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A real executor process. */
final class ExecutorProcess implements AutoCloseable {
    private final Map<String, String> environment = new HashMap<>();
    private final Path output;
    private Process process;

    ExecutorProcess(String id, String cluster, Path state, String temporal, RedisServer redis, int lostAfter) {
        environment.putAll(Map.of(
                "EXECUTOR_ID", id,
                "EXECUTOR_CLUSTER", cluster,
                "EXECUTOR_STATE_DIR", state.toString(),
                "EXECUTOR_IP", "192.0.2.9",
                "DOCKER_HOST", TestEngine.host().toString(),
                "TEMPORAL_ADDRESS", temporal,
                "REDIS_HOST", redis.host(),
                "REDIS_PORT", Integer.toString(redis.port()),
                "LOST_AFTER", Integer.toString(lostAfter)));
        output = state.resolve("executor.out");
        process = launch();
    }

    private Process launch() {
        try {
            Files.createDirectories(output.getParent());
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-XX:+UseSerialGC",
                            "-Xmx96m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.dwr.executor.ExecutorApplication")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException cannotStart) {
            throw new UncheckedIOException(cannotStart);
        }
    }

    long pid() {
        return process.pid();
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** SIGKILL, and the same executor again. */
    void crash() {
        kill();
        process = launch();
    }

    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, and the same executor again. */
    void restart() {
        process.destroy();
        awaitEnd();
        process = launch();
    }

    int awaitEnd() {
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
