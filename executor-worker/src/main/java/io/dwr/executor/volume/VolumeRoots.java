package io.dwr.executor.volume;

import io.dwr.executor.engine.ContainerRequest.BindMount;
import io.dwr.model.job.Cause;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.VolumeMount;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directories below which an operator allows volumes. A source is resolved when its container is made and once more
 * before the start, so that neither symbolic links nor {@code ..} lead out.
 */
public final class VolumeRoots {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final Path PROCESSES = Path.of("/proc");
    private static final List<Path> SYSTEM = Stream.of(
                    "/proc",
                    "/sys",
                    "/dev",
                    "/run",
                    "/var/run",
                    "/boot",
                    "/etc",
                    "/usr",
                    "/bin",
                    "/sbin",
                    "/lib",
                    "/lib32",
                    "/lib64",
                    "/libx32",
                    "/root",
                    "/var/lib/docker",
                    "/var/lib/containerd",
                    "/var/lib/containers",
                    "/var/lib/kubelet",
                    "/var/spool/cron")
            .map(Path::of)
            .toList();

    private final String executor;
    private final List<Path> roots;
    private final List<Path> forbidden;

    /**
     * @param executor named in refusals
     * @param forbidden what no job may see, nor anything above it: the engine's socket and data, this executor's state
     */
    public VolumeRoots(String executor, List<Path> roots, List<Path> forbidden) {
        this.executor = executor;
        this.roots = List.copyOf(roots);
        this.forbidden = List.copyOf(forbidden);
    }

    /**
     * The mount for a volume.
     *
     * @throws VolumeRefusedException when it is not allowed, or its source is not there
     */
    public BindMount resolve(VolumeMount volume) {
        String target = target(volume);
        Path source = path(volume, volume.source());
        if (!source.isAbsolute()) {
            throw refused(volume, "its source is not an absolute path");
        }
        Path real = real(volume, source);
        if (isSystem(real)) {
            throw refused(volume, "no job may see " + real);
        }
        if (!isBelowRoots(real)) {
            throw refused(volume, real + " is not below " + rootsText());
        }
        if (isSpecial(real)) {
            throw refused(volume, real + " is a socket, a device or a pipe; only directories and files are mounted");
        }
        return new BindMount(real.toString(), target, volume.readOnly());
    }

    private Path real(VolumeMount volume, Path source) {
        try {
            return source.toRealPath();
        } catch (AccessDeniedException closed) {
            throw refused(
                    volume, "the executor's own user may not look at it; give it the right to, or run it as root");
        } catch (IOException missing) {
            throw missing(volume, source.normalize());
        }
    }

    /** A source that is missing and could not be allowed either is told the rule, not the state of the disk. */
    private VolumeRefusedException missing(VolumeMount volume, Path plain) {
        boolean allowed = roots.stream()
                .filter(root -> plain.startsWith(root.normalize()))
                .anyMatch(root -> !Files.exists(root) || isBelowRoots(nearestReal(plain)));
        if (!allowed || isSystem(plain)) {
            return refused(volume, plain + " is not below " + rootsText());
        }
        return new VolumeRefusedException(
                StatusReason.VOLUME_SOURCE_MISSING,
                "volume " + volume.text() + ": executor " + executor + " has no " + plain
                        + ", and a job never makes one: "
                        + Cause.of(StatusReason.VOLUME_SOURCE_MISSING, null).advice());
    }

    /** Where the nearest thing above a missing path really is. */
    private static Path nearestReal(Path missing) {
        Path above = missing.getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return above == null ? missing : realOrPlain(above);
    }

    private String target(VolumeMount volume) {
        Path target = path(volume, volume.target()).normalize();
        if (!target.isAbsolute() || target.getNameCount() == 0 || target.startsWith(PROCESSES)) {
            throw refused(volume, "its target must be an absolute path below / and not in /proc");
        }
        return target.toString();
    }

    private Path path(VolumeMount volume, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException unnameable) {
            throw refused(
                    volume,
                    "its locale cannot name this path (" + unnameable.getReason()
                            + "): start the executor with LC_ALL=C.UTF-8");
        }
    }

    private boolean isBelowRoots(Path path) {
        return roots.stream().map(VolumeRoots::realOrPlain).anyMatch(path::startsWith);
    }

    private boolean isSystem(Path path) {
        if (path.getNameCount() == 0) {
            return true;
        }
        return holdsOrIsIn(path, forbidden.stream()) || (isOfTheMachine(path) && !isAllowedSharedMemory(path));
    }

    private static boolean isOfTheMachine(Path path) {
        return SYSTEM.stream().anyMatch(path::startsWith)
                || holdsOrIsIn(path, SYSTEM.stream().filter(Files::exists));
    }

    /** Shared memory is a place for data, where an operator says so. */
    private boolean isAllowedSharedMemory(Path path) {
        return path.startsWith(SHARED_MEMORY) && roots.stream().anyMatch(root -> root.startsWith(SHARED_MEMORY));
    }

    private static boolean holdsOrIsIn(Path path, Stream<Path> known) {
        return known.flatMap(each -> Stream.of(each.normalize(), realOrPlain(each)))
                .anyMatch(each -> each.startsWith(path) || path.startsWith(each));
    }

    private static boolean isSpecial(Path real) {
        try {
            return Files.readAttributes(real, BasicFileAttributes.class).isOther();
        } catch (IOException gone) {
            return true;
        }
    }

    private static Path realOrPlain(Path path) {
        try {
            return Files.exists(path) ? path.toRealPath() : path.normalize();
        } catch (IOException unreadable) {
            return path.normalize();
        }
    }

    private VolumeRefusedException refused(VolumeMount volume, String why) {
        return new VolumeRefusedException(
                StatusReason.INVALID_MOUNT,
                "volume " + volume.text() + " is refused by executor " + executor + ": " + why);
    }

    private String rootsText() {
        return roots.isEmpty()
                ? "a directory that its operator allows (EXECUTOR_VOLUME_ROOTS is empty)"
                : "any of EXECUTOR_VOLUME_ROOTS " + roots;
    }
}
