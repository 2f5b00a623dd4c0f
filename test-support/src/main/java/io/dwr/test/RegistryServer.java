package io.dwr.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real registry of images ({@code docker-registry}) as a process of its own, on a free loopback port, with its data in a
 * directory that goes with it. The binary is {@code DWR_TEST_DOCKER_REGISTRY}, by default {@code docker-registry} on the
 * path.
 */
public final class RegistryServer implements AutoCloseable {
    private static final String BINARY_VARIABLE = "DWR_TEST_DOCKER_REGISTRY";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final String address;
    private final Path directory;
    private final Process process;
    private final Thread atExit;

    private RegistryServer(String address, Path directory, Process process) {
        this.address = address;
        this.directory = directory;
        this.process = process;
        this.atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    public static RegistryServer start() {
        String binary = System.getenv().getOrDefault(BINARY_VARIABLE, "docker-registry");
        try {
            Path directory = Files.createTempDirectory("dwr-registry-");
            String address = "127.0.0.1:" + FreePort.find();
            Path configuration = directory.resolve("config.yml");
            Files.writeString(configuration, """
                    version: 0.1
                    log: {level: error}
                    storage: {filesystem: {rootdirectory: %s}}
                    http: {addr: %s}
                    """.formatted(directory.resolve("data"), address));
            Process process = new ProcessBuilder(List.of(binary, "serve", configuration.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("registry.log").toFile())
                    .start();
            RegistryServer server = new RegistryServer(address, directory, process);
            server.awaitAnswer();
            return server;
        } catch (IOException missing) {
            throw new IllegalStateException(
                    "cannot start the registry \"" + binary + "\": set " + BINARY_VARIABLE
                            + " to the path of docker-registry (Debian package docker-registry), or run the tests with"
                            + " ./dwr test, which sets it",
                    missing);
        }
    }

    /** Host and port. */
    public String address() {
        return address;
    }

    private void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest question = HttpRequest.newBuilder(URI.create("http://" + address + "/v2/"))
                    .build();
            while (System.nanoTime() < deadline && process.isAlive()) {
                try {
                    http.send(question, HttpResponse.BodyHandlers.discarding());
                    return;
                } catch (IOException notYet) {
                    Thread.sleep(50);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("the registry at " + address + " does not answer: "
                + Files.readString(directory.resolve("registry.log")));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        Runtime.getRuntime().removeShutdownHook(atExit);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
