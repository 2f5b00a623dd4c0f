package io.dwr.executor.engine.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A Docker Engine of one test, which may be stopped and killed. Its containers have no network. Needs root, or sudo that
 * asks for no password.
 */
public final class OwnEngine implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    // The name of a socket is at most 107 bytes long, and containerd adds to this one.
    private final Path directory;
    private final boolean liveRestore;
    private Process engine;

    public OwnEngine(boolean liveRestore) {
        this.liveRestore = liveRestore;
        try {
            this.directory = Files.createTempDirectory("dwr-e");
            Files.writeString(directory.resolve("daemon.json"), "{}");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        this.engine = launch();
        awaitAnswer();
        loadImage();
    }

    public URI host() {
        return URI.create("unix://" + directory.resolve("e.sock"));
    }

    /** SIGTERM, and a new one on the same data. */
    public void restart() {
        stop();
        start();
    }

    public void start() {
        engine = launch();
        awaitAnswer();
    }

    public void stop() {
        end("TERM");
    }

    /** SIGKILL: its containers go on. */
    public void kill() {
        end("KILL");
    }

    private void end(String signal) {
        run("kill", "-" + signal, pid());
        try {
            if (!engine.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("dockerd does not end on SIG" + signal);
            }
            Files.deleteIfExists(directory.resolve("pid"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String pid() {
        try {
            return Files.readString(directory.resolve("pid")).strip();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Process launch() {
        List<String> command = asRoot(
                "env",
                "PATH=" + System.getenv("PATH") + ":/usr/local/sbin:/usr/sbin:/sbin",
                "dockerd",
                "--host",
                host().toString(),
                "--group",
                "root",
                "--data-root",
                directory.resolve("data").toString(),
                "--exec-root",
                directory.resolve("exec").toString(),
                "--pidfile",
                directory.resolve("pid").toString(),
                "--config-file",
                directory.resolve("daemon.json").toString(),
                "--live-restore=" + liveRestore,
                "--bridge=none",
                "--iptables=false",
                "--ip-forward=false");
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void awaitAnswer() {
        try (DockerContainerEngine asked = new DockerContainerEngine(host(), 1)) {
            Awaitility.await("the engine answers; see " + directory.resolve("log"))
                    .atMost(START_LIMIT)
                    .ignoreExceptions()
                    .until(() -> asked.list(Map.of()) != null);
        }
    }

    private void loadImage() {
        run("sh", "-c", "docker --host " + TestEngine.host() + " save box:latest | docker --host " + host() + " load");
    }

    private static void run(String... command) {
        try {
            Process process = new ProcessBuilder(asRoot(command))
                    .redirectErrorStream(true)
                    .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> asRoot(String... command) {
        List<String> words = new ArrayList<>();
        if (!"root".equals(System.getProperty("user.name"))) {
            words.addAll(List.of("sudo", "-n"));
        }
        words.addAll(List.of(command));
        return words;
    }

    /** The engine leaves nothing behind: neither its containerd, which a kill spares, nor mounts. */
    @Override
    public void close() {
        if (engine.isAlive()) {
            stop();
        }
        run(
                "sh",
                "-c",
                "for f in /proc/[0-9]*/cmdline; do"
                        + " tr '\\0' ' ' <$f 2>/dev/null | grep -qE '^(containerd|/[^ ]*containerd)[^ ]* .*" + directory
                        + "/' && p=${f#/proc/} && kill -KILL ${p%/cmdline}; done;"
                        + " for m in $(awk '{print $2}' /proc/self/mounts | grep '^" + directory
                        + "/' | sort -r); do umount -l $m; done;"
                        + " rm -rf " + directory);
    }
}
