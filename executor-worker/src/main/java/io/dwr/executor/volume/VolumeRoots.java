package io.dwr.executor.volume;

import io.dwr.executor.engine.ContainerRequest.BindMount;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directories below which an operator allows volumes. A source is resolved when its container is made, so that
 * neither symbolic links nor {@code ..} lead out.
 */
public final class VolumeRoots {
    private static final List<String> SYSTEM = List.of(
            "/proc", "/sys", "/dev", "/run", "/var/run", "/boot", "/etc", "/usr", "/bin", "/sbin", "/lib", "/root");

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
        Path source = Path.of(volume.source());
        if (!source.isAbsolute()) {
            throw refused(volume, "its source is not an absolute path");
        }
        Path real = real(volume, source);
        if (isSystem(real)) {
            throw refused(volume, "no job may see " + real);
        }
        if (allowedRoots().noneMatch(root -> isBelow(real, root))) {
            throw refused(volume, real + " is not below " + rootsText());
        }
        return new BindMount(real.toString(), target, volume.readOnly());
    }

    /** A source that is missing and could not be allowed either is told the rule, not the state of the disk. */
    private Path real(VolumeMount volume, Path source) {
        try {
            return source.toRealPath();
        } catch (IOException missing) {
            Path plain = source.normalize();
            boolean allowed = roots.stream().anyMatch(root -> isBelow(plain, root.normalize()));
            if (!allowed || isSystem(plain)) {
                throw refused(volume, plain + " is not below " + rootsText());
            }
            throw new VolumeRefusedException(
                    StatusReason.VOLUME_SOURCE_MISSING,
                    "volume " + volume.text() + ": executor " + executor + " has no " + plain
                            + ". Make it there first; it is never made by a job.");
        }
    }

    private static String target(VolumeMount volume) {
        Path target = Path.of(volume.target());
        if (!target.isAbsolute() || target.normalize().equals(Path.of("/"))) {
            throw new VolumeRefusedException(
                    StatusReason.INVALID_MOUNT,
                    "volume " + volume.text() + ": its target must be an absolute path below /");
        }
        return target.normalize().toString();
    }

    private Stream<Path> allowedRoots() {
        return roots.stream().map(VolumeRoots::realOrPlain);
    }

    private boolean isSystem(Path path) {
        boolean system = SYSTEM.stream()
                .map(Path::of)
                .flatMap(known -> Stream.of(known, realOrPlain(known)))
                .anyMatch(path::startsWith);
        boolean holdsForbidden = forbidden.stream()
                .flatMap(known -> Stream.of(known, realOrPlain(known)))
                .anyMatch(known -> known.startsWith(path) || path.startsWith(known));
        return system || holdsForbidden || path.getNameCount() == 0;
    }

    private static boolean isBelow(Path path, Path root) {
        return path.startsWith(root);
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
