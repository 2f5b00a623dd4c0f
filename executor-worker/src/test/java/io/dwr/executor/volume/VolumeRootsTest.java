package io.dwr.executor.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dwr.executor.engine.ContainerRequest.BindMount;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.VolumeMount;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeRootsTest {
    @TempDir
    Path directory;

    private Path root;
    private VolumeRoots roots;

    @BeforeEach
    void layOut() throws IOException {
        root = Files.createDirectories(directory.toRealPath().resolve("jobs"));
        Files.createDirectories(root.resolve("a/b"));
        Files.createDirectories(directory.resolve("jobsX"));
        Files.createDirectories(directory.resolve("state"));
        Files.createSymbolicLink(root.resolve("out"), directory.resolve("jobsX"));
        Files.createSymbolicLink(root.resolve("in"), root.resolve("a"));
        roots = new VolumeRoots(
                "alpha", List.of(root), List.of(directory.toRealPath().resolve("state")));
    }

    private VolumeRefusedException refusal(String source, String target) {
        return catchThrowableOfType(
                VolumeRefusedException.class, () -> roots.resolve(new VolumeMount(source, target, false)));
    }

    /** Case 47. */
    @Test
    void aPathBelowARootIsMountedResolved() {
        BindMount mount = roots.resolve(new VolumeMount(root + "//a/./b", "/in/", true));

        assertThat(mount).isEqualTo(new BindMount(root.resolve("a/b").toString(), "/in", true));
        assertThat(roots.resolve(new VolumeMount(root + "/in/b", "/in", false)).source())
                .isEqualTo(root.resolve("a/b").toString());
    }

    /** Case 47. */
    @ParameterizedTest
    @ValueSource(strings = {"/../jobsX", "X", "/../../../../etc", "/out", "/a/../../state"})
    void nothingLeadsOut(String suffix) {
        VolumeRefusedException refused = refusal(root + suffix, "/in");

        assertThat(refused.reason()).isEqualTo(StatusReason.INVALID_MOUNT);
        assertThat(refused).hasMessageContaining("alpha");
    }

    /** Case 49. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/proc",
                "/var",
                "/var/run",
                "/run/docker.sock",
                "/var/run/docker.sock",
                "/etc/passwd",
                "/lib64",
                "/dev/shm"
            })
    void systemPathsAreRefusedUnderAnyRoot(String source) {
        VolumeRoots everything = new VolumeRoots("alpha", List.of(Path.of("/")), List.of());

        VolumeRefusedException refused = catchThrowableOfType(
                VolumeRefusedException.class, () -> everything.resolve(new VolumeMount(source, "/in", true)));

        assertThat(refused.reason()).isEqualTo(StatusReason.INVALID_MOUNT);
    }

    @Test
    void whatHoldsTheForbiddenIsRefused() {
        VolumeRoots wide =
                new VolumeRoots("alpha", List.of(directory), List.of(directory.resolve("state/docker.sock")));

        assertThat(catchThrowableOfType(
                                VolumeRefusedException.class,
                                () -> wide.resolve(new VolumeMount(directory + "/state", "/in", true)))
                        .reason())
                .isEqualTo(StatusReason.INVALID_MOUNT);
    }

    /** A link that was put there later, and what it leads to: neither is told. */
    @Test
    void whatIsMissingOutsideIsToldTheRule() {
        VolumeRefusedException refused = refusal(root + "/out/none", "/in");

        assertThat(refused.reason()).isEqualTo(StatusReason.INVALID_MOUNT);
        assertThat(refused).hasMessageContaining("is not below");
    }

    /** Case 49: the engine's socket may have another name. */
    @Test
    void aSocketIsRefusedWhereverItLies() throws IOException {
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve("s")));

            VolumeRefusedException refused = refusal(root + "/s", "/in");

            assertThat(refused.reason()).isEqualTo(StatusReason.INVALID_MOUNT);
            assertThat(refused).hasMessageContaining("socket");
        }
    }

    @Test
    void aLinkThatLeadsToItselfIsMissing() throws IOException {
        Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));

        assertThat(refusal(root + "/loop", "/in").reason()).isEqualTo(StatusReason.VOLUME_SOURCE_MISSING);
    }

    @Test
    void sharedMemoryIsForDataWhereTheOperatorSaysSo() throws IOException {
        Path shared = Files.createTempDirectory(Path.of("/dev/shm"), "volume-roots");
        try {
            VolumeMount volume = new VolumeMount(shared.toString(), "/in", false);
            VolumeRoots named = new VolumeRoots("alpha", List.of(Path.of("/dev/shm")), List.of());
            VolumeRoots everything = new VolumeRoots("alpha", List.of(Path.of("/")), List.of());

            assertThat(named.resolve(volume).source()).isEqualTo(shared.toString());
            assertThat(catchThrowableOfType(VolumeRefusedException.class, () -> everything.resolve(volume)))
                    .hasMessageContaining("no job may see");
        } finally {
            Files.delete(shared);
        }
    }

    /** Case 45. */
    @Test
    void aMissingSourceIsNamedAndNotMade() {
        VolumeRefusedException refused = refusal(root + "/none", "/in");

        assertThat(refused.reason()).isEqualTo(StatusReason.VOLUME_SOURCE_MISSING);
        assertThat(refused)
                .hasMessageContaining("alpha")
                .hasMessageContaining(root + "/none, and a job never makes one: make it on");
        assertThat(root.resolve("none")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "relative", "/a/..", "/proc/sys"})
    void aTargetIsAnAbsolutePathBelowTheRoot(String target) {
        assertThat(refusal(root + "/a", target).reason()).isEqualTo(StatusReason.INVALID_MOUNT);
    }

    @Test
    void withoutRootsTheErrorSaysSo() {
        VolumeRoots none = new VolumeRoots("alpha", List.of(), List.of());

        assertThat(catchThrowableOfType(
                        VolumeRefusedException.class,
                        () -> none.resolve(new VolumeMount(root.toString(), "/in", true))))
                .hasMessageContaining("EXECUTOR_VOLUME_ROOTS is empty");
    }
}
