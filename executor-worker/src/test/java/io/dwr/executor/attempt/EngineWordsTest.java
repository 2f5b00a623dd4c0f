package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.ContainerOptions.DeviceMapping;
import io.dwr.model.job.ContainerOptions.Limits;
import io.dwr.model.job.ContainerOptions.Privileges;
import io.dwr.model.job.ContainerOptions.TmpfsMount;
import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.FailureClass;
import io.dwr.model.job.PullPolicy;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.VolumeMount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of Docker Engine 20.10 and of newer ones, as its log and its answers have them. */
class EngineWordsTest {
    private static final ContainerSpec JOB =
            box("true").as(ExecutorFixture.newJob()).container();

    private static final ContainerSpec DOUBTFUL = new ContainerSpec(
            "box:latest",
            List.of("No space left on device", "runc", "a\"cannot allocate memory", "on", ""),
            List.of("/opt/iptables"),
            Map.of(),
            List.of(new VolumeMount("/srv/too many open files", "/mount overlay", false)),
            "/address pool",
            "unknown runtime",
            PullPolicy.MISSING,
            null,
            false,
            false,
            new ContainerOptions(
                    null,
                    false,
                    null,
                    new Limits(null, null, List.of(new TmpfsMount("/start shim", "")), Map.of()),
                    new Privileges(
                            ContainerOptions.BRIDGE,
                            null,
                            null,
                            false,
                            false,
                            List.of(),
                            List.of(),
                            List.of(new DeviceMapping("/dev/fork/exec x", "/dev/connection refused", "rwm")))));

    private static EngineRefusalException saying(String words) {
        return new EngineRefusalException(words, new IllegalStateException("test"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    No command specified | COMMAND_MISSING
                    no command specified | COMMAND_MISSING
                    invalid mount config for type "bind": bind source path does not exist: /srv/none | VOLUME_SOURCE_MISSING
                    invalid mount config for type "bind": invalid specification: destination can't be '/' | INVALID_MOUNT
                    invalid mount config for type "bind": invalid mount path: 'in' mount path must be absolute | INVALID_MOUNT
                    Duplicate mount point: /in | INVALID_MOUNT
                    invalid volume specification: '/a:b:c' | INVALID_MOUNT
                    Minimum memory limit allowed is 6MB | CONTAINER_CREATE_FAILED
                    the working directory 'x' is invalid, it needs to be an absolute path | CONTAINER_CREATE_FAILED
                    invalid CapAdd: unknown capability: "CAP_NOPE" | CONTAINER_CREATE_FAILED
                    invalid environment variable: =x | CONTAINER_CREATE_FAILED
                    Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available | CONTAINER_START_FAILED
                    mkdir /var/lib/docker/overlay2/0a-init: no space left on device | EXECUTOR_NO_SPACE
                    mkdir /var/lib/docker/overlay2/0a-init: read-only file system | CONTAINER_START_FAILED
                    open /var/lib/docker/containers/0a/config.v2.json: structure needs cleaning | CONTAINER_START_FAILED
                    mkdir /var/lib/docker/overlay2/0a-init: stale file handle | CONTAINER_START_FAILED
                    mkdir /var/lib/docker/overlay2/0a-init: disk quota exceeded | CONTAINER_START_FAILED
                    error creating overlay mount to /var/lib/docker/overlay2/0a/merged: invalid argument | CONTAINER_START_FAILED
                    Unknown runtime specified nvidia | CONTAINER_START_FAILED
                    unknown or invalid runtime name: nvidia | CONTAINER_START_FAILED
                    connection error: desc = "transport: error while dialing dial unix /run/containerd/containerd.sock" | CONTAINER_START_FAILED
                    """)
    void ofACreation(String words, StatusReason reason) {
        assertThat(EngineWords.createRefused(saying(words), JOB).reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "nosuch": executable file not found in $PATH: unknown | COMMAND_NOT_FOUND
                    OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/no/such": stat /no/such: no such file or directory: unknown | COMMAND_NOT_FOUND
                    failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown | COMMAND_NOT_FOUND
                    failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/no/such": stat /no/such: no such file or directory: unknown | COMMAND_NOT_FOUND
                    OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/data.txt": permission denied: unknown | COMMAND_NOT_EXECUTABLE
                    failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/data.txt": permission denied: unknown | COMMAND_NOT_EXECUTABLE
                    OCI runtime create failed: runc create failed: unable to start container process: exec: "/bin": is a directory: unknown | COMMAND_NOT_EXECUTABLE
                    OCI runtime create failed: runc create failed: unable to start container process: exec /bin/tool: exec format error: unknown | COMMAND_NOT_EXECUTABLE
                    unable to find user nosuch: no matching entries in passwd file | CONTAINER_CREATE_FAILED
                    linux spec user: unable to find group nosuch: no matching entries in group file | CONTAINER_CREATE_FAILED
                    OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:545: container init caused: rootfs_linux.go:76: mounting "/srv/a" to rootfs at "/etc/passwd" caused: mount through procfd: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type | INVALID_MOUNT
                    OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/srv/a" to rootfs at "/proc/x": mkdirat: no such file or directory: unknown | INVALID_MOUNT
                    OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "tmpfs" to rootfs at "/x": "/proc/x" cannot be mounted because it is inside /proc: unknown | INVALID_MOUNT
                    OCI runtime create failed: runc create failed: unable to start container process: error during container init: error mounting "/srv/a" to rootfs at "/in": create mountpoint for /in mount: make mountpoint "/in": mkdirat: read-only file system: unknown | INVALID_MOUNT
                    OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown | CONTAINER_CREATE_FAILED
                    OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:508: setting cgroup config for procHooks process caused: failed to write "6291456": write /sys/fs/cgroup/memory/docker/0a/memory.limit_in_bytes: device or resource busy: unknown | CONTAINER_CREATE_FAILED
                    OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:385: applying cgroup configuration for process caused: unable to set memory limit to 6291456 (current usage: 6299648, peak usage: 6324224): unknown | CONTAINER_CREATE_FAILED
                    OCI runtime create failed: container_linux.go:380: starting container process caused: chdir to cwd ("/etc/passwd") set in config.json failed: not a directory: unknown | CONTAINER_CREATE_FAILED
                    Cannot mkdir: /etc/passwd is not a directory | CONTAINER_CREATE_FAILED
                    OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:545: container init caused: setenv: invalid argument: unknown | CONTAINER_CREATE_FAILED
                    OCI runtime create failed: runc create failed: unable to start container process: error during container init: error setting rlimits for ready process: error setting rlimit type 7: operation not permitted: unknown | CONTAINER_CREATE_FAILED
                    could not select device driver "" with capabilities: [[gpu]] | CONTAINER_START_FAILED
                    OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:545: container init caused: Running hook #0:: error running hook: exit status 1, stdout: , stderr: nvidia-container-cli: device error: GPU-1: unknown device: unknown | CONTAINER_START_FAILED
                    exec: "docker-init": executable file not found in $PATH | CONTAINER_START_FAILED
                    failed to start shim: exec: "containerd-shim-runc-v2": executable file not found in $PATH: unknown | CONTAINER_START_FAILED
                    failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/log.json: no such file or directory): exec: "runc": executable file not found in $PATH: unknown | CONTAINER_START_FAILED
                    fork/exec /usr/bin/containerd-shim-runc-v2: no such file or directory: unknown | CONTAINER_START_FAILED
                    OCI runtime create failed: container_linux.go:380: starting container process caused: process_linux.go:545: container init caused: apply apparmor profile: apparmor failed to apply profile: write /proc/self/attr/exec: no such file or directory: unknown | CONTAINER_START_FAILED
                    OCI runtime create failed: container_linux.go:380: starting container process caused: fork/exec /proc/self/exe: resource temporarily unavailable: unknown | CONTAINER_START_FAILED
                    OCI runtime create failed: runc create failed: unable to start container process: unable to apply cgroup configuration: mkdir /sys/fs/cgroup/docker/0a: cannot allocate memory: unknown | CONTAINER_START_FAILED
                    error gathering device information while adding custom device "/dev/x": no such file or directory | CONTAINER_START_FAILED
                    failed to create endpoint dwr-1 on network bridge: no available IPv4 addresses on this network's address pools: bridge | CONTAINER_START_FAILED
                    something that nobody has seen before | CONTAINER_START_FAILED
                    """)
    void ofAStart(String words, StatusReason reason) {
        assertThat(EngineWords.startRefused(saying(words), JOB).reason()).isEqualTo(reason);
    }

    @Test
    void aWordOfTheEngineThatAJobSentTooIsTheEngines() {
        ContainerSpec job = box("left", "device").as(ExecutorFixture.newJob()).container();

        assertThat(EngineWords.createRefused(saying("mkdir /var/lib/docker/0a: no space left on device"), job)
                        .reason())
                .isEqualTo(StatusReason.EXECUTOR_NO_SPACE);
    }

    @Test
    void aMissingProgramHasTheExitCodeOfAShell() {
        AttemptEnd missing = EngineWords.startRefused(saying("exec: \"x\": executable file not found in $PATH"), JOB);
        AttemptEnd refused = EngineWords.startRefused(saying("exec: \"/data.txt\": permission denied"), JOB);

        assertThat(missing.exitCode()).isEqualTo(127);
        assertThat(missing.sentence()).contains("\"x\"");
        assertThat(refused.exitCode()).isEqualTo(126);
    }

    @Test
    void tooLittleMemoryIsNamed() {
        AttemptEnd end = EngineWords.startRefused(saying("container init was OOM-killed (memory limit too low?)"), JOB);

        assertThat(end.sentence())
                .isEqualTo(
                        "the memory of the job is too little for a container to start in: ask for more \"memory\"; the engine"
                                + " says: container init was OOM-killed (memory limit too low?)");
    }

    @Test
    void whatTheEngineDoesNotExplainIsTheSpecsFaultOnlyWhereItChecksTheSpec() {
        EngineRefusalException strange = saying("something that nobody has seen before");

        assertThat(EngineWords.createRefused(strange, JOB).reason().failureClass())
                .isEqualTo(FailureClass.PERMANENT);
        assertThat(EngineWords.startRefused(strange, JOB).reason().failureClass())
                .isEqualTo(FailureClass.INFRASTRUCTURE);
    }

    /** The engine quotes what the job sent: such words say nothing of the machine. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    runc create failed: exec: "No space left on device": executable file not found in $PATH | COMMAND_NOT_FOUND
                    runc create failed: exec: "/opt/iptables": permission denied | COMMAND_NOT_EXECUTABLE
                    runc create failed: exec: "runc": executable file not found in $PATH | COMMAND_NOT_FOUND
                    runc create failed: exec: "a\\"cannot allocate memory": executable file not found in $PATH | COMMAND_NOT_FOUND
                    unable to find user unknown runtime: no matching entries in passwd file | CONTAINER_CREATE_FAILED
                    chdir to cwd ("/address pool") set in config.json failed: not a directory | CONTAINER_CREATE_FAILED
                    error mounting "/srv/too many open files" to rootfs at "/mount overlay": not a directory | INVALID_MOUNT
                    error mounting "tmpfs" to rootfs at "/start shim": not a directory | INVALID_MOUNT
                    error mounting "/dev/fork/exec x" to rootfs at "/dev/connection refused": not a directory | INVALID_MOUNT
                    exec: "docker-init": executable file not found in $PATH | CONTAINER_START_FAILED
                    """)
    void whatTheJobSentIsNoSignOfTheMachine(String words, StatusReason reason) {
        assertThat(EngineWords.startRefused(saying(words), DOUBTFUL).reason()).isEqualTo(reason);
    }
}
