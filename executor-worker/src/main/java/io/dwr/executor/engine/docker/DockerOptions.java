package io.dwr.executor.engine.docker;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ulimit;
import io.dwr.executor.engine.ContainerRequest;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.ContainerOptions.TmpfsMount;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a container's options in the engine's own form. */
final class DockerOptions {
    private DockerOptions() {}

    static void apply(ContainerRequest request, HostConfig config) {
        ContainerOptions.Privileges privileges = request.options().privileges();
        config.withNetworkMode(privileges.network())
                .withReadonlyRootfs(request.options().readOnly())
                .withPrivileged(privileges.privileged())
                .withCapAdd(capabilities(privileges.capAdd()))
                .withCapDrop(capabilities(privileges.capDrop()))
                .withDevices(privileges.devices().stream()
                        .map(device -> new Device(device.permissions(), device.target(), device.source()))
                        .toList());
        applyLimits(request, config);
        if (privileges.pid() != null) {
            config.withPidMode(privileges.pid());
        }
        if (privileges.ipc() != null) {
            config.withIpcMode(privileges.ipc());
        }
        if (privileges.noNewPrivileges()) {
            config.withSecurityOpts(List.of("no-new-privileges"));
        }
    }

    private static void applyLimits(ContainerRequest request, HostConfig config) {
        ContainerOptions.Limits limits = request.options().limits();
        long memory = request.amounts().resources().memoryBytes();
        Map<String, String> tmpfs = limits.tmpfs().stream()
                .collect(Collectors.toMap(TmpfsMount::target, mount -> tmpfsOptions(mount, memory)));
        List<Ulimit> ulimits = limits.ulimits().entrySet().stream()
                .map(limit -> new Ulimit(
                        limit.getKey(),
                        limit.getValue().soft(),
                        limit.getValue().hard()))
                .toList();
        config.withShmSize(limits.shmBytes(memory)).withTmpFs(tmpfs).withUlimits(ulimits);
    }

    /** The kernel's own default is half of the machine's memory, which would be shown as free. */
    private static String tmpfsOptions(TmpfsMount mount, long memoryBytes) {
        if (mount.options().contains("size=")) {
            return mount.options();
        }
        String size = "size=" + memoryBytes;
        return mount.options().isEmpty() ? size : mount.options() + "," + size;
    }

    private static Capability[] capabilities(List<String> names) {
        return names.stream().map(Capability::valueOf).toArray(Capability[]::new);
    }
}
