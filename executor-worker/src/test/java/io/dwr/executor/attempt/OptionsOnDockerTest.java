package io.dwr.executor.attempt;

import static io.dwr.executor.attempt.ExecutorFixture.box;
import static io.dwr.executor.attempt.ExecutorFixture.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.ContainerOptions.DeviceMapping;
import io.dwr.model.job.ContainerOptions.Limits;
import io.dwr.model.job.ContainerOptions.Privileges;
import io.dwr.model.job.ContainerOptions.TmpfsMount;
import io.dwr.model.job.ContainerOptions.Ulimit;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Permission;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.VolumeMount;
import io.dwr.model.log.LogSource;
import io.dwr.test.FakeRegistry;
import io.dwr.test.TinyImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program sees of the options that its job asked for, on the real engine. */
class OptionsOnDockerTest {
    private static final long MIB = 1L << 20;

    @TempDir
    Path state;

    @TempDir
    Path volumes;

    private ExecutorFixture executor;
    private final JobId job = ExecutorFixture.newJob();

    @BeforeEach
    void start() {
        executor = new ExecutorFixture(state, volumes);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(executor.containers()).isEmpty();
        executor.close();
    }

    private static ContainerOptions limited(Limits limits) {
        return new ContainerOptions(null, false, null, limits, ContainerOptions.DEFAULT.privileges());
    }

    private static ContainerOptions privileged(String network, List<String> add, List<String> drop) {
        return new ContainerOptions(
                null,
                false,
                null,
                ContainerOptions.DEFAULT.limits(),
                new Privileges(network, null, null, false, false, add, drop, List.of()));
    }

    private List<String> printed() {
        return executor.written(job, LogSource.STDOUT).lines().toList();
    }

    /** Half of the memory for shared memory, and one process per MiB. */
    @Test
    void aJobSeesItsLimits() {
        String script = "grep ' /dev/shm ' /proc/mounts; cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max"
                + " 2>/dev/null; grep NoNewPrivs /proc/self/status";
        executor.run(box("sh", "-c", script).memory(256 * MIB).as(job));

        List<String> printed = printed();
        assertThat(printed.getFirst()).contains("size=131072k");
        assertThat(printed).contains("256");
        assertThat(printed.getLast()).isEqualTo("NoNewPrivs:\t0");
    }

    @Test
    void whatWasAskedForArrives() {
        ContainerOptions options = new ContainerOptions(
                "node-1",
                true,
                null,
                new Limits(
                        8 * MIB,
                        100L,
                        List.of(new TmpfsMount("/scratch", "mode=1777"), new TmpfsMount("/small", "size=1048576")),
                        Map.of("nofile", new Ulimit(123, 456))),
                new Privileges("none", null, null, false, true, List.of("CHOWN"), List.of("ALL"), List.of()));
        String script = "hostname; touch /x 2>/dev/null || echo read-only; touch /scratch/x && echo written;"
                + " grep -E ' (/scratch|/small|/dev/shm) ' /proc/mounts; ulimit -Sn; ulimit -Hn; ls /sys/class/net;"
                + " cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null;"
                + " grep -E 'NoNewPrivs|CapBnd' /proc/self/status";

        Outcome outcome = executor.run(box("sh", "-c", script).options(options).as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.COMPLETED);
        assertThat(printed()).contains("node-1", "read-only", "written", "123", "456", "lo", "100", "NoNewPrivs:\t1");
        assertThat(printed()).contains("CapBnd:\t0000000000000001").doesNotContain("eth0");
        assertThat(printed()).anyMatch(line -> line.contains(" /scratch ") && line.contains("size=65536k"));
        assertThat(printed()).anyMatch(line -> line.contains(" /small ") && line.contains("size=1024k"));
        assertThat(printed()).anyMatch(line -> line.contains(" /dev/shm ") && line.contains("size=8192k"));
    }

    @Test
    void theStopSignalIsTheJobsOwn() {
        ContainerOptions options = new ContainerOptions(
                null, false, "SIGINT", ContainerOptions.DEFAULT.limits(), ContainerOptions.DEFAULT.privileges());
        String script = "trap 'exit 5' INT; trap 'exit 6' TERM; echo up; while true; do sleep 0.1; done";

        Outcome outcome = stopped(box("sh", "-c", script).options(options).grace(60));

        assertThat(outcome.reason()).isEqualTo(StatusReason.RUN_TIMEOUT);
        assertThat(outcome.exitCode()).isEqualTo(5);
        assertThat(outcome.cause().signal()).isEqualTo("SIGINT");
    }

    private Outcome stopped(AttemptSpec spec) {
        AttemptSupervisor supervisor = executor.begin(spec.as(job));
        await().atMost(ExecutorFixture.LIMIT)
                .until(() -> executor.written(job, LogSource.STDOUT).contains("up"));
        supervisor.stop(StopCause.RUN_TIMEOUT);
        return ExecutorFixture.await(supervisor);
    }

    @Test
    void withoutOneOfTheJobsTheStopSignalIsTheImages() {
        try (FakeRegistry registry = FakeRegistry.start()) {
            String reference =
                    registry.serve("box", TinyImage.stoppedBy("SIGINT")).reference();
            String script = "trap 'exit 5' INT; trap 'exit 6' TERM; echo up; while true; do sleep 0.1; done";

            Outcome outcome = stopped(image(reference, "sh", "-c", script).grace(60));

            executor.forgetImages(registry.address());
            assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.RUN_TIMEOUT);
            assertThat(outcome.exitCode()).isEqualTo(5);
            assertThat(outcome.cause().signal()).isEqualTo("SIGINT");
        }
    }

    /** Case 55. */
    @Test
    void anEmptyValueStandsAlsoOverTheImagesOwn() {
        try (FakeRegistry registry = FakeRegistry.start()) {
            String reference = registry.serve("box", TinyImage.small()).reference();
            String script = "echo [${PATH-not set}]";

            executor.run(image(reference, "/bin/sh", "-c", script).as(job));
            executor.run(image(reference, "/bin/sh", "-c", script)
                    .environment(Map.of("PATH", ""))
                    .attempt(2)
                    .as(job));

            executor.forgetImages(registry.address());
            assertThat(printed()).containsExactly("[/bin]", "[]");
        }
    }

    @Test
    void whatTheOperatorAllowsIsGiven() {
        executor.allowed = Set.of(new Permission("cap=SYS_PTRACE"));
        executor.restart(executor.engine);

        executor.run(box("sh", "-c", "grep CapBnd /proc/self/status")
                .options(privileged("bridge", List.of("SYS_PTRACE"), List.of("ALL")))
                .as(job));

        assertThat(printed()).containsExactly("CapBnd:\t0000000000080000");
    }

    /** The first look is at what a job gets that asks for none of it. */
    @Test
    void theMachinesOwnNamespacesAreGivenWhereTheOperatorAllowsThem() throws IOException {
        executor.allowed =
                Set.of(new Permission("host-network"), new Permission("host-pid"), new Permission("host-ipc"));
        executor.restart(executor.engine);
        String script = "for n in net pid ipc; do readlink /proc/self/ns/$n; done";
        List<String> machines = List.of(namespace("net"), namespace("pid"), namespace("ipc"));

        executor.run(box("sh", "-c", script).as(job));
        assertThat(printed()).hasSize(3).doesNotContainAnyElementsOf(machines);

        JobId inside = ExecutorFixture.newJob();
        Privileges host = new Privileges("host", "host", "host", false, false, List.of(), List.of(), List.of());
        Outcome outcome = executor.run(box("sh", "-c", script)
                .options(new ContainerOptions(null, false, null, ContainerOptions.DEFAULT.limits(), host))
                .as(inside));

        assertThat(outcome.reason()).as(outcome.message()).isEqualTo(StatusReason.COMPLETED);
        assertThat(executor.written(inside, LogSource.STDOUT).lines()).containsExactlyElementsOf(machines);
    }

    private static String namespace(String kind) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/" + kind)).toString();
    }

    /** To mount something is what only a privileged container may. An engine gives no capability that its machine lacks. */
    @Test
    void aPrivilegedContainerIsOneWhereTheOperatorAllowsIt() throws IOException {
        executor.allowed = Set.of(new Permission("privileged"));
        executor.restart(executor.engine);
        String script = "mount -t tmpfs none /tmp && echo mounted; exit 3";
        executor.run(box("sh", "-c", script).as(job));
        assertThat(printed()).isEmpty();

        JobId privileged = ExecutorFixture.newJob();
        Privileges all = new Privileges("bridge", null, null, true, false, List.of(), List.of(), List.of());
        Outcome outcome = executor.run(box("sh", "-c", script)
                .options(new ContainerOptions(null, false, null, ContainerOptions.DEFAULT.limits(), all))
                .as(privileged));

        boolean whole = machineHasEachCapability();
        assertThat(outcome.reason())
                .as(outcome.message())
                .isEqualTo(whole ? StatusReason.EXIT_CODE : StatusReason.CONTAINER_START_FAILED);
        assertThat(executor.written(privileged, LogSource.STDOUT)).isEqualTo(whole ? "mounted\n" : "");
        assertThat(executor.postMortems.find(privileged, 1).orElseThrow().container())
                .extractingByKey("HostConfig", InstanceOfAssertFactories.MAP)
                .containsEntry("Privileged", true);
    }

    private static boolean machineHasEachCapability() throws IOException {
        int last = Integer.parseInt(
                Files.readString(Path.of("/proc/sys/kernel/cap_last_cap")).strip());
        String bound = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapBnd:"))
                .findFirst()
                .orElseThrow();
        return Long.bitCount(Long.parseUnsignedLong(
                        bound.substring("CapBnd:".length()).strip(), 16))
                == last + 1;
    }

    /** The kernel's log, to be opened for writing, under another name and for nothing else. */
    @Test
    void aDeviceIsGivenAsAskedWhereTheOperatorAllowsIt() {
        executor.allowed = Set.of(new Permission("device=/dev/kmsg"));
        executor.restart(executor.engine);
        Privileges device = new Privileges(
                "bridge",
                null,
                null,
                false,
                false,
                List.of(),
                List.of(),
                List.of(new DeviceMapping("/dev/kmsg", "/dev/given", "w")));
        String script = "test -e /dev/kmsg || echo no other; (: >/dev/given) && echo opened;"
                + " (: </dev/given) 2>/dev/null || echo not for reading";

        executor.run(box("sh", "-c", script)
                .options(new ContainerOptions(null, false, null, ContainerOptions.DEFAULT.limits(), device))
                .as(job));

        assertThat(printed()).containsExactly("no other", "opened", "not for reading");
    }

    /** Case 105, first half; its time is up as soon as the neighbour has run. */
    @Test
    void aForkBombMeetsTheLimitAndTheTimeout() {
        AttemptSupervisor bomb = executor.begin(box("sh", "-c", "f() { f | f & }; f; exec sleep 600")
                .options(limited(new Limits(null, 64L, List.of(), Map.of())))
                .milliCpus(200)
                .timeout(600)
                .grace(0)
                .as(job));
        await().atMost(ExecutorFixture.LIMIT)
                .until(() -> executor.written(job, LogSource.STDERR).contains("fork"));

        Outcome neighbour = executor.run(box("true").as(ExecutorFixture.newJob()));

        assertThat(neighbour.reason()).isEqualTo(StatusReason.COMPLETED);
        bomb.stop(StopCause.RUN_TIMEOUT);
        assertThat(ExecutorFixture.await(bomb).reason()).isEqualTo(StatusReason.RUN_TIMEOUT);
    }

    /** A file at a directory's place, and the other way round: no engine can do it, on any machine. */
    @Test
    void aMountThatCannotBeIsTheUsersFault() {
        Outcome outcome = executor.run(box("true")
                .volumes(new VolumeMount(volumes.toString(), "/etc/passwd", true))
                .as(job));

        assertThat(outcome.reason()).isEqualTo(StatusReason.INVALID_MOUNT);
    }
}
