package io.dwr.model.request;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of a volume's two paths that hold on every executor. */
final class MountPath {
    private static final int LONGEST = 4096;
    private static final List<String> SOURCE_TREES =
            List.of("/proc", "/sys", "/dev", "/var/lib/docker", "/var/lib/containerd");
    private static final String SHARED_MEMORY = "/dev/shm";
    private static final List<String> SOURCES = List.of("/", "/run", "/var", "/var/run", "/var/lib");
    private static final List<String> SOCKETS =
            List.of("docker.sock", "containerd.sock", "podman.sock", "crio.sock", "buildkitd.sock");

    private MountPath() {}

    /** Without doubled slashes, {@code .} and a final slash; null when it is not absolute or climbs with {@code ..}. */
    static @Nullable String normalized(String path) {
        if (!path.startsWith("/") || path.length() > LONGEST) {
            return null;
        }
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                return null;
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return "/" + String.join("/", parts);
    }

    /** Whether a normalized source shows the machine or its engine rather than data. */
    static boolean isForbiddenSource(String path) {
        if (SOURCES.contains(path) || Stream.of(path.split("/", -1)).anyMatch(SOCKETS::contains)) {
            return true;
        }
        return !isWithin(path, SHARED_MEMORY) && SOURCE_TREES.stream().anyMatch(tree -> isWithin(path, tree));
    }

    /** Whether no engine mounts over a normalized target. */
    static boolean isForbiddenTarget(String path) {
        return path.equals("/") || isWithin(path, "/proc");
    }

    private static boolean isWithin(String path, String tree) {
        return path.equals(tree) || path.startsWith(tree + "/");
    }
}
