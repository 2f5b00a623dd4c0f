package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.test.FreePort;
import io.dwr.test.RedisServer;
import io.dwr.test.TemporalServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive on a machine of its own: a Debian made by debootstrap, whose systemd runs the units as their user, on this
 * machine's engine. Needs root, or sudo that asks for no password.
 */
@Tag("nightly")
class SystemdTest {
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final Path SCRIPT = Path.of("src/test/resources/machine.sh").toAbsolutePath();

    @TempDir
    Path directory;

    private Path root;
    private Process machine;
    private int port;

    @Test
    void theUnitsRunAJobThroughARestartACrashAndAFreezeOfTheExecutor() throws Exception {
        root = directory.resolve("debian");
        String label = "test-" + UUID.randomUUID();
        try (RedisServer redis = RedisServer.start();
                TemporalServer temporal = TemporalServer.start(directory.resolve("temporal"));
                EngineProbe engine = new EngineProbe(EngineProbe.dockerHost(), label)) {
            engine.makeImages();
            boot();
            install(redis, temporal, label);

            inside("dwr", "executor", "check");
            inside("systemctl", "enable", "--now", "dwr-scheduler", "dwr-guard", "dwr-executor");
            assertThat(dwr("run", "--cpus", "0.1", "-m", "16m", EngineProbe.BOX, "echo", "under systemd"))
                    .contains("under systemd");

            String count = "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo $i; sleep 0.1; done; exit 7";
            String job = dwr("submit", "--cpus", "0.1", "-m", "16m", EngineProbe.BOX, "sh", "-c", count)
                    .strip();
            await().atMost(LONG).until(() -> engine.containers().size() == 1);
            String container = engine.containers().getFirst().getId();

            inside("systemctl", "restart", "dwr-executor");
            awaitReplaced("0");
            awaitAdopted(job);
            inside("systemctl", "kill", "-s", "KILL", "dwr-executor");
            awaitReplaced("1");
            awaitAdopted(job);
            inside("systemctl", "kill", "-s", "STOP", "--kill-whom=main", "dwr-executor");
            awaitReplaced("2");
            awaitAdopted(job);

            assertThat(inside("systemctl", "is-active", "dwr-guard")).isEqualTo("active\n");
            assertThat(engine.containers().getFirst().getId()).isEqualTo(container);
            assertThat(dwr("wait", job)).isEqualTo("7\n");
            assertThat(dwr("inspect", job)).doesNotContainPattern("\"attempt\"\\s*:\\s*2");
            assertThat(dwr("logs", job))
                    .isEqualTo(IntStream.rangeClosed(1, 2000)
                            .mapToObj(number -> number + "\n")
                            .collect(Collectors.joining()));

            inside("/opt/dwr/current/uninstall.sh", "--purge");
            assertThat(inside("sh", "-c", "ls -d /opt/dwr /etc/dwr /var/lib/dwr 2>/dev/null; getent passwd dwr; true"))
                    .isEmpty();
        } finally {
            if (machine != null) {
                asRoot("bash", SCRIPT.toString(), "off", root.toString());
                machine.waitFor();
            }
            asRoot("rm", "-rf", "--one-file-system", root.toString());
        }
    }

    private void boot() throws Exception {
        asRoot("bash", SCRIPT.toString(), "make", root.toString()).succeeded();
        String socket = EngineProbe.dockerHost().replaceFirst("^unix://", "");
        machine = new ProcessBuilder(rooted(
                        "bash", SCRIPT.toString(), "boot", root.toString(), System.getProperty("java.home"), socket))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("machine.log").toFile())
                .start();
        await("systemd is up").atMost(LONG).until(() -> {
            Commands.Answer state =
                    asRoot("bash", SCRIPT.toString(), "in", root.toString(), "systemctl", "is-system-running");
            return state.output().matches("(running|degraded)\\s+");
        });
    }

    private void install(RedisServer redis, TemporalServer temporal, String label) throws Exception {
        port = FreePort.find();
        Path archive = ReleaseArchive.pack(directory, "machine");
        asRoot("tar", "-xzf", archive.toString(), "-C", root.resolve("root").toString())
                .succeeded();
        inside("/root/" + ReleaseArchive.FOLDER + "/install.sh");
        Path settings = Files.writeString(
                directory.resolve("settings.env"),
                String.join(
                        "\n",
                        "DWR_JAVA_HOME=" + System.getProperty("java.home"),
                        "REDIS_HOST=" + redis.host(),
                        "REDIS_PORT=" + redis.port(),
                        "TEMPORAL_ADDRESS=" + temporal.address(),
                        "SCHEDULER_API_PORT=" + port,
                        "EXECUTOR_ID=machine",
                        "EXECUTOR_CLUSTER=" + label,
                        "EXECUTOR_CPU_CORES=1",
                        "EXECUTOR_MEMORY_GB=1",
                        ""));
        for (String service : List.of("scheduler", "executor")) {
            asRoot(
                            "cp",
                            settings.toString(),
                            root.resolve("etc/dwr/" + service + ".env").toString())
                    .succeeded();
        }
    }

    /** It runs again, and was restarted that many times by systemd itself. */
    private void awaitReplaced(String restarts) {
        await("restart number " + restarts)
                .atMost(LONG)
                .until(() -> inside("systemctl", "show", "dwr-executor", "-p", "NRestarts", "-p", "ActiveState")
                        .equals("NRestarts=" + restarts + "\nActiveState=active\n"));
    }

    /**
     * It has the job: the output goes on. An executor that is replaced again before that, and again, is out of reach for
     * half of LOST_AFTER in the end, and a second attempt takes the job's place.
     */
    private void awaitAdopted(String job) {
        String before = dwr("logs", "--tail", "1", job);
        await("the job goes on")
                .atMost(LONG)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> !dwr("logs", "--tail", "1", job).equals(before));
    }

    /** Data only: the words of the command line go nowhere. */
    private String dwr(String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 2>/dev/null", "sh", "env"));
        command.addAll(List.of("HOME=/root", "DWR_SERVER=http://127.0.0.1:" + port, "dwr"));
        command.addAll(List.of(arguments));
        return machine(command).output();
    }

    private String inside(String... command) {
        return machine(List.of(command)).succeeded();
    }

    private Commands.Answer machine(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("bash", SCRIPT.toString(), "in", root.toString()));
        whole.addAll(command);
        return asRoot(whole.toArray(String[]::new));
    }

    private static Commands.Answer asRoot(String... command) {
        return Commands.run(rooted(command));
    }

    private static String[] rooted(String... command) {
        if (System.getProperty("user.name").equals("root")) {
            return command;
        }
        List<String> whole = new ArrayList<>(List.of("sudo", "-n"));
        whole.addAll(List.of(command));
        return whole.toArray(String[]::new);
    }
}
