package io.dwr.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Docker Engine of one test, which may be stopped, killed and given a small disk. Its containers have no network. Needs
 * root, or sudo that asks for no password.
 */
public final class OwnEngine implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    // The name of a socket is at most 107 bytes long, and containerd adds to this one.
    private final Path directory;
    private final boolean liveRestore;
    private Process engine;

    /** On the disk that temporary files are on. */
    public static OwnEngine start(boolean liveRestore) {
        return new OwnEngine(temporaryDirectory(), liveRestore);
    }

    /** On a disk of its own, of so many MiB. */
    public static OwnEngine withDisk(int mebibytes) {
        Path directory = temporaryDirectory();
        Path data = directory.resolve("data");
        RootCommand.run("mkdir", data.toString());
        RootCommand.run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "dwr-test", data.toString());
        return new OwnEngine(directory, false);
    }

    private OwnEngine(Path directory, boolean liveRestore) {
        this.directory = directory;
        this.liveRestore = liveRestore;
        try {
            Files.writeString(directory.resolve("daemon.json"), "{}");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        this.engine = launch();
        awaitAnswer();
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("dwr-e");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public URI host() {
        return URI.create("unix://" + directory.resolve("e.sock"));
    }

    /** Copies an image from another engine. */
    public void load(String image, String fromHost) {
        RootCommand.run(
                "sh", "-c", "docker --host " + fromHost + " save " + image + " | docker --host " + host() + " load");
    }

    /** Changes the size of its own disk. */
    public void resizeDisk(int mebibytes) {
        RootCommand.run(
                "mount",
                "-o",
                "remount,size=" + mebibytes + "m",
                directory.resolve("data").toString());
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
        try {
            RootCommand.run(
                    "kill",
                    "-" + signal,
                    Files.readString(directory.resolve("pid")).strip());
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

    private Process launch() {
        List<String> command = RootCommand.words(
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
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the engine does not answer; see " + directory.resolve("log"));
            }
        }
    }

    private boolean answers() {
        try {
            return new ProcessBuilder("docker", "--host", host().toString(), "version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The engine leaves nothing behind: neither its containerd, which a kill spares, nor mounts. */
    @Override
    public void close() {
        if (engine.isAlive()) {
            stop();
        }
        RootCommand.run(
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
