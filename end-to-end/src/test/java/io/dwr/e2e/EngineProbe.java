package io.dwr.e2e;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.EventType;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Looks at the engine beside the product, and makes the images that tests run. */
final class EngineProbe implements AutoCloseable {
    /** A busybox tree with links for the usual programs, without a command of its own. */
    static final String BOX = "dwr-test-box:latest";

    /** {@link #BOX} whose command prints DEFAULT. */
    static final String BOX_WITH_COMMAND = "dwr-test-cmd:latest";

    private static final List<String> PROGRAMS = List.of(
            "sh", "echo", "true", "false", "printf", "cat", "sleep", "env", "yes", "tr", "head", "kill", "seq", "touch",
            "dd", "od", "tail", "setsid", "pwd", "id", "ls");

    private final DockerClient docker;
    private final String cluster;

    EngineProbe(String dockerHost, String cluster) {
        DefaultDockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(dockerHost)
                .withApiVersion("1.41")
                .build();
        this.docker = DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .build());
        this.cluster = cluster;
    }

    static String dockerHost() {
        String host = System.getenv("DWR_TEST_DOCKER_HOST");
        if (host == null || host.isBlank()) {
            throw new IllegalStateException("DWR_TEST_DOCKER_HOST is not set: run the tests by ./dwr test, which starts"
                    + " a Docker Engine for them");
        }
        return host;
    }

    /** Containers of this cluster in any state. */
    List<Container> containers() {
        return docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of("dwr.cluster", cluster))
                .exec();
    }

    /** Containers of one job in any state. */
    List<Container> containersOf(String jobId) {
        return docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of("dwr.cluster", cluster, "dwr.job", jobId))
                .exec();
    }

    /** Bytes that the engine's own store of a container's output takes on disk; none once the container is gone. */
    long storeBytes(String containerId) {
        try {
            String log = docker.inspectContainerCmd(containerId).exec().getLogPath();
            try (Stream<Path> files = Files.list(Path.of(log).getParent())) {
                return files.mapToLong(file -> file.toFile().length()).sum();
            }
        } catch (NotFoundException | NoSuchFileException gone) {
            return 0;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Sends the programs of a job's containers a signal, past the executor. */
    void signal(String jobId, String signal) {
        for (Container container : containersOf(jobId)) {
            docker.killContainerCmd(container.getId()).withSignal(signal).exec();
        }
    }

    /** As an operator does it, past the executor. */
    void killFromOutside(String jobId) {
        for (Container container : containersOf(jobId)) {
            docker.killContainerCmd(container.getId()).exec();
        }
    }

    void removeAll() {
        for (Container container : containers()) {
            docker.removeContainerCmd(container.getId()).withForce(true).exec();
        }
    }

    /** Counts the containers of this cluster from now on. */
    CreatedContainers watchCreations() {
        CreatedContainers created = new CreatedContainers();
        docker.eventsCmd()
                .withEventTypeFilter(EventType.CONTAINER)
                .withEventFilter("create")
                .withLabelFilter("dwr.cluster=" + cluster)
                .exec(created);
        try {
            created.awaitStarted();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
        return created;
    }

    /** Takes a name off its image, as {@code docker rmi -f} does; false when nothing has it. */
    boolean untag(String reference) {
        try {
            docker.removeImageCmd(reference).withForce(true).exec();
            return true;
        } catch (NotFoundException none) {
            return false;
        }
    }

    /** Does nothing when it is not there. */
    void removeImage(String reference) {
        if (!docker.listImagesCmd().withReferenceFilter(reference).exec().isEmpty()) {
            docker.removeImageCmd(reference).withForce(true).exec();
        }
    }

    void makeImages() {
        importBox(BOX, List.of());
        importBox(BOX_WITH_COMMAND, List.of("CMD [\"echo\", \"DEFAULT\"]"));
    }

    // docker-java's own import call cannot change the image's configuration: the engine's command line can.
    private static void importBox(String reference, List<String> changes) {
        List<String> command = new java.util.ArrayList<>(List.of("docker", "--host", dockerHost(), "import"));
        for (String change : changes) {
            command.addAll(List.of("--change", change));
        }
        command.addAll(List.of("-", reference));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var input = process.getOutputStream()) {
                input.write(boxTree());
            }
            try (InputStream output = process.getInputStream()) {
                String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new IllegalStateException("cannot make the image " + reference + ": " + text);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot make the image " + reference, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static Path busybox() {
        String configured = System.getenv("DWR_TEST_BUSYBOX");
        return Path.of(configured == null || configured.isBlank() ? "/bin/busybox" : configured);
    }

    private static byte[] boxTree() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            byte[] busybox =
                    Files.readAllBytes(Path.of(System.getenv().getOrDefault("DWR_TEST_BUSYBOX", "/bin/busybox")));
            directory(tar, "bin/", 0755);
            directory(tar, "etc/", 0755);
            directory(tar, "tmp/", 01777);
            directory(tar, "work/", 0755);
            file(tar, "bin/busybox", 0755, busybox);
            file(tar, "etc/passwd", 0644, "root:x:0:0:root:/:/bin/sh\n".getBytes(StandardCharsets.UTF_8));
            file(tar, "data.txt", 0644, "data\n".getBytes(StandardCharsets.UTF_8));
            for (String program : PROGRAMS) {
                TarArchiveEntry link = new TarArchiveEntry("bin/" + program, TarArchiveEntry.LF_SYMLINK);
                link.setLinkName("busybox");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static void directory(TarArchiveOutputStream tar, String name, int mode) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static void file(TarArchiveOutputStream tar, String name, int mode, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    @Override
    public void close() {
        try {
            docker.close();
        } catch (IOException ignoredAtTheEnd) {
            throw new UncheckedIOException(ignoredAtTheEnd);
        }
    }
}
