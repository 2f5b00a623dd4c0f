package io.dwr.model.request;

import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.VolumeMount;
import java.util.Set;
import java.util.stream.Collectors;

/** Options that contradict other parts of a request. */
final class OptionChecks {
    private final JobSpec spec;
    private final Violations violations;

    OptionChecks(JobSpec spec, Violations violations) {
        this.spec = spec;
        this.violations = violations;
    }

    void check() {
        ContainerOptions options = spec.container().chosen();
        long memory = spec.requirements().resources().memoryBytes();
        Long shm = options.limits().shmBytes();
        if (shm != null && shm > memory) {
            refuse(
                    "shm_size",
                    "is " + shm + " bytes, and the job has " + memory
                            + " bytes of memory, which hold it, too: ask for more memory, or for less of this");
        }
        if (shm != null && options.privileges().ipc() != null) {
            refuse(
                    "shm_size",
                    "has no effect with ipc_mode host, which shares the machine's own: leave one of the two out");
        }
        Set<String> volumes =
                spec.container().volumes().stream().map(VolumeMount::target).collect(Collectors.toSet());
        options.limits().tmpfs().stream()
                .filter(mount -> volumes.contains(mount.target()))
                .forEach(mount -> refuse(
                        "tmpfs",
                        "mounts to " + Quoted.of(mount.target())
                                + ", as a volume does: give each a target of its own"));
    }

    private void refuse(String name, String message) {
        violations.add(ViolationCode.CONFLICT, Fields.pointer(name), name + " " + message);
    }
}
