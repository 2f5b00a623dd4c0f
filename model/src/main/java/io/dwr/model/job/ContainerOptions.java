package io.dwr.model.job;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code docker run} offers beyond the program itself, in the words of Docker.
 *
 * @param hostname null = the engine's choice
 * @param readOnly whether the image's own files cannot be written
 * @param stopSignal null = the image's own, else SIGTERM
 */
public record ContainerOptions(
        @Nullable String hostname,
        boolean readOnly,
        @Nullable String stopSignal,
        Limits limits,
        Privileges privileges) {
    public static final String BRIDGE = "bridge";

    /** What a job has that says nothing. */
    public static final ContainerOptions DEFAULT = new ContainerOptions(
            null,
            false,
            null,
            new Limits(null, null, List.of(), Map.of()),
            new Privileges(BRIDGE, null, null, false, false, List.of(), List.of(), List.of()));

    /**
     * How much a container may use beside CPU and memory.
     *
     * @param shmBytes size of {@code /dev/shm}; null = in proportion to the memory
     * @param pids most processes and threads; null = in proportion to the memory
     * @param ulimits by the name of the resource
     */
    public record Limits(
            @Nullable Long shmBytes, @Nullable Long pids, List<TmpfsMount> tmpfs, Map<String, Ulimit> ulimits) {
        private static final long MIB = 1L << 20;
        private static final long LEAST_SHM_BYTES = 64 * MIB;
        private static final long LEAST_PIDS = 256;

        public Limits {
            tmpfs = List.copyOf(tmpfs);
            ulimits = Map.copyOf(ulimits);
        }

        /** Half of the memory unless the job says otherwise, never less than 64 MiB unless there is less memory. */
        public long shmBytes(long memoryBytes) {
            if (shmBytes != null) {
                return shmBytes;
            }
            return Math.min(memoryBytes, Math.max(LEAST_SHM_BYTES, memoryBytes / 2));
        }

        /** One for each MiB of memory unless the job says otherwise, at least 256; never more than {@code most}. */
        public long pids(long memoryBytes, long most) {
            return Math.min(most, pids == null ? Math.max(LEAST_PIDS, memoryBytes / MIB) : pids);
        }
    }

    /**
     * What a container may see and do on the machine.
     *
     * @param network {@code bridge}, {@code none}, {@code host}, or a network of the engine
     * @param pid {@code host}, null = its own
     * @param ipc {@code host}, null = its own
     * @param capAdd names without {@code CAP_}
     */
    public record Privileges(
            String network,
            @Nullable String pid,
            @Nullable String ipc,
            boolean privileged,
            boolean noNewPrivileges,
            List<String> capAdd,
            List<String> capDrop,
            List<DeviceMapping> devices) {
        public Privileges {
            capAdd = List.copyOf(capAdd);
            capDrop = List.copyOf(capDrop);
            devices = List.copyOf(devices);
        }
    }

    /**
     * A directory in memory.
     *
     * @param options as the kernel takes them, sizes in bytes, separated by commas
     */
    public record TmpfsMount(String target, String options) {
        /** The form of a request: {@code target[:options]}. */
        public String text() {
            return options.isEmpty() ? target : target + ":" + options;
        }
    }

    /** Soft and hard limit of a resource; -1 = none. */
    public record Ulimit(long soft, long hard) {
        /** The form of a request: {@code soft:hard}. */
        public String text() {
            return soft == hard ? Long.toString(soft) : soft + ":" + hard;
        }
    }

    /**
     * A device of the machine.
     *
     * @param permissions of {@code rwm}
     */
    public record DeviceMapping(String source, String target, String permissions) {
        /** The form of a request: {@code source:target:permissions}. */
        public String text() {
            return source + ":" + target + ":" + permissions;
        }
    }

    /** The limits by name, in order. */
    public Map<String, String> ulimitTexts() {
        Map<String, String> texts = new TreeMap<>();
        limits.ulimits().forEach((name, limit) -> texts.put(name, limit.text()));
        return texts;
    }
}
