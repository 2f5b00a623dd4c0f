package io.dwr.cli.job;

import io.dwr.cli.UsageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags of what {@code docker run} offers beyond the program itself. */
final class OptionFlags {
    private static final String NO_NEW_PRIVILEGES = "no-new-privileges";

    @Option(names = "--hostname", paramLabel = "NAME", description = "The container's host name.")
    private @Nullable String hostname;

    @Option(
            names = {"--network", "--net"},
            paramLabel = "MODE",
            description = "bridge (default), none; host or a network's name where the operator allows it.")
    private @Nullable String network;

    @Option(names = "--shm-size", paramLabel = "SIZE", description = "Size of /dev/shm (default: half of the memory).")
    private @Nullable String shmSize;

    @Option(names = "--pids-limit", paramLabel = "N", description = "Most processes (default: by memory).")
    private @Nullable Long pidsLimit;

    @Option(
            names = "--tmpfs",
            paramLabel = "TARGET[:OPTIONS]",
            description = "A directory in memory, as /run:size=64m; repeatable.")
    private List<String> tmpfs = new ArrayList<>();

    @Option(
            names = "--ulimit",
            paramLabel = "NAME=SOFT[:HARD]",
            description = "A limit of the kernel, as nofile=1024:4096; repeatable.")
    private List<String> ulimits = new ArrayList<>();

    @Option(names = "--read-only", description = "The image's files cannot be written.")
    private boolean readOnly;

    @Option(names = "--cap-drop", paramLabel = "NAME", description = "Take a capability away, or ALL; repeatable.")
    private List<String> capDrop = new ArrayList<>();

    @Option(
            names = "--cap-add",
            paramLabel = "NAME",
            description = "Give a capability, where the operator allows it; repeatable.")
    private List<String> capAdd = new ArrayList<>();

    @Option(
            names = "--security-opt",
            paramLabel = NO_NEW_PRIVILEGES,
            description = "no-new-privileges: no program gains more rights than it is started with.")
    private List<String> securityOptions = new ArrayList<>();

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "A device of the machine, where the operator allows it; repeatable.")
    private List<String> devices = new ArrayList<>();

    @Option(names = "--privileged", description = "All rights on the machine, where the operator allows it.")
    private boolean privileged;

    @Option(names = "--pid", paramLabel = "MODE", description = "host: the machine's processes, where allowed.")
    private @Nullable String pid;

    @Option(names = "--ipc", paramLabel = "MODE", description = "host: the machine's shared memory, where allowed.")
    private @Nullable String ipc;

    @Option(
            names = "--stop-signal",
            paramLabel = "SIGNAL",
            description = "Asks the program to end (default: the image's, else SIGTERM).")
    private @Nullable String stopSignal;

    /** Refuses what Docker has and a cluster has not. */
    void check() {
        for (String option : securityOptions) {
            if (!option.equals(NO_NEW_PRIVILEGES) && !option.equals(NO_NEW_PRIVILEGES + ":true")) {
                throw new UsageException("--security-opt " + option + " is not supported: no-new-privileges is the only"
                        + " one; ask the operator for a profile of the engine");
            }
        }
    }

    void addTo(RequestBuilder request) {
        request.text("hostname", hostname);
        request.text("network_mode", network);
        request.text("shm_size", shmSize);
        request.number("pids_limit", pidsLimit);
        request.texts("tmpfs", tmpfs);
        request.pairs("ulimits", ulimits);
        request.on("read_only", readOnly);
        request.texts("cap_drop", capDrop);
        request.texts("cap_add", capAdd);
        request.on("no_new_privileges", !securityOptions.isEmpty());
        request.texts("devices", devices);
        request.on("privileged", privileged);
        request.text("pid_mode", pid);
        request.text("ipc_mode", ipc);
        request.text("stop_signal", stopSignal);
    }
}
