package io.dwr.executor;

import io.dwr.executor.engine.docker.TestEngine;
import io.dwr.test.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real executor process. */
final class ExecutorProcess implements AutoCloseable {
    private final Map<String, String> environment = new HashMap<>();
    private final Path output;
    private List<String> host = List.of();
    private Process process;

    ExecutorProcess(String id, String cluster, Path state, String temporal, RedisServer redis, int lostAfter) {
        this(id, cluster, state, temporal, redis.host(), redis.port(), TestEngine.host(), lostAfter);
    }

    ExecutorProcess(
            String id,
            String cluster,
            Path state,
            String temporal,
            String redisHost,
            int redisPort,
            URI engine,
            int lostAfter) {
        this(
                id,
                cluster,
                state,
                Map.of(
                        "TEMPORAL_ADDRESS",
                        temporal,
                        "REDIS_HOST",
                        redisHost,
                        "REDIS_PORT",
                        Integer.toString(redisPort),
                        "DOCKER_HOST",
                        engine.toString(),
                        "LOST_AFTER",
                        Integer.toString(lostAfter)));
    }

    ExecutorProcess(String id, String cluster, Path state, Map<String, String> further) {
        environment.putAll(Map.of(
                "EXECUTOR_ID",
                id,
                "EXECUTOR_CLUSTER",
                cluster,
                "EXECUTOR_STATE_DIR",
                state.toString(),
                "EXECUTOR_IP",
                "192.0.2.9"));
        environment.putAll(further);
        // Executors of one engine may together not offer more than it has.
        environment.putAll(Map.of("EXECUTOR_CPU_CORES", "0.2", "EXECUTOR_MEMORY_GB", "1"));
        output = state.resolve("executor.out");
        process = launch();
    }

    private Process launch() {
        try {
            Files.createDirectories(output.getParent());
            List<String> command = new ArrayList<>(host);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseSerialGC",
                    "-Xms16m",
                    "-Xmx96m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:MinHeapFreeRatio=10",
                    "-XX:MaxHeapFreeRatio=20",
                    "-Xss512k",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.dwr.executor.ExecutorApplication"));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException cannotStart) {
            throw new UncheckedIOException(cannotStart);
        }
    }

    boolean isAlive() {
        return process.isAlive();
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

    /** Where its next process is, as that of a container that was made anew. Needs root, or user namespaces. */
    void moveTo(String ip, String hostName) {
        environment.put("EXECUTOR_IP", ip);
        boolean root = "root".equals(System.getProperty("user.name"));
        host = List.of(
                "unshare",
                root ? "--uts" : "--map-root-user",
                "--uts",
                "sh",
                "-c",
                "hostname " + hostName + " && exec \"$@\"",
                "sh");
    }

    /** Its next process has no id but the one that is kept in its state directory. */
    void forgetConfiguredId() {
        environment.remove("EXECUTOR_ID");
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

    /** SIGTERM. */
    void stop() {
        process.destroy();
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
