package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.test.FreePort;
import io.dwr.test.RedisServer;
import io.dwr.test.TemporalServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive for bare metal: what it holds, what its installation makes, and that the units and programs work. */
class PackageTest {
    private static final Duration LONG = Duration.ofSeconds(180);

    @TempDir
    static Path directory;

    private static Path archive;
    private static Path unpacked;

    @BeforeAll
    static void pack() {
        archive = ReleaseArchive.pack(directory, "one");
        Commands.run("tar", "-xzf", archive.toString(), "-C", directory.toString())
                .succeeded();
        unpacked = directory.resolve(ReleaseArchive.FOLDER);
    }

    @Test
    void theSameSourcesGiveTheSameBytes() throws IOException {
        assertThat(Files.mismatch(archive, ReleaseArchive.pack(directory, "two")))
                .isEqualTo(-1);
    }

    @Test
    void anInstallationRepeatedChangesNothingAndKeepsSettings() throws IOException {
        Path root = Files.createDirectory(directory.resolve("root"));
        install(root);
        Path settings = root.resolve("etc/dwr/executor.env");
        Files.writeString(settings, "REDIS_HOST=ada\n");
        List<String> before = tree(root);

        install(root);

        assertThat(tree(root)).isEqualTo(before);
        assertThat(Files.readString(settings)).isEqualTo("REDIS_HOST=ada\n");
        assertThat(before)
                .contains("usr/local/bin/dwr", "etc/dwr/scheduler.env", "etc/systemd/system/dwr-guard.service");
    }

    /** Against this machine's own units, with the programs where they are installed here. */
    @Test
    void systemdHasNothingToSayOfTheUnits() throws IOException {
        Path root = Files.createDirectory(directory.resolve("verified"));
        install(root);
        Path units = Files.createDirectory(directory.resolve("units"));
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify"));
        for (String service : List.of("scheduler", "executor", "guard")) {
            String name = "dwr-" + service + ".service";
            String unit = Files.readString(root.resolve("etc/systemd/system").resolve(name));
            Path moved = units.resolve(name);
            command.add(Files.writeString(moved, unit.replace("/opt/dwr/", root + "/opt/dwr/"))
                    .toString());
            assertThat(moved).content().contains(root + "/opt/dwr/current/bin/dwr-service " + service);
        }

        assertThat(Commands.run(command.toArray(String[]::new)).succeeded()).isEmpty();
    }

    @Test
    void aDamagedArchiveIsNotInstalled() throws IOException {
        Path copy = directory.resolve("damaged");
        Commands.run("cp", "-r", unpacked.toString(), copy.toString());
        Files.writeString(copy.resolve("bin/dwr"), "#!/bin/sh\n");
        Path root = Files.createDirectory(directory.resolve("untouched"));

        Commands.Answer install = Commands.run(copy.resolve("install.sh").toString(), "--root", root.toString());

        assertThat(install.exitCode()).isEqualTo(1);
        assertThat(install.output()).contains("bin/dwr: FAILED", "damaged or missing");
        assertThat(tree(root)).isEmpty();
    }

    /** As the units start them, in a folder in place of the machine's root. */
    @Test
    void itsServicesRunAJobAndTheGuardOutlivesTheWorker() throws Exception {
        Path root = Files.createDirectory(directory.resolve("machine"));
        install(root);
        String label = "test-" + UUID.randomUUID();
        List<Process> services = new ArrayList<>();
        try (RedisServer redis = RedisServer.start();
                TemporalServer temporal = TemporalServer.start(directory.resolve("temporal"));
                EngineProbe engine = new EngineProbe(EngineProbe.dockerHost(), label)) {
            engine.makeImages();
            Map<String, String> environment = environment(root, redis, temporal, label);
            Process guard = service(root, "guard", environment);
            services.add(guard);
            services.add(service(root, "scheduler", environment));
            Process executor = service(root, "executor", environment);
            services.add(executor);
            String dwr = root.resolve("opt/dwr/current/bin/dwr").toString();
            await("the executor is listed").atMost(LONG).untilAsserted(() -> {
                Commands.Answer answer = Commands.run(environment, dwr, "executors", "-o", "json");
                assertThat(answer.output()).as(logs()).contains("\"packaged\"");
            });

            Commands.Answer job = Commands.run(
                    environment, dwr, "run", "--memory", "16m", EngineProbe.BOX, "echo", "from the archive");
            assertThat(job.output()).contains("from the archive");
            assertThat(job.exitCode()).isZero();
            Commands.Answer check = Commands.run(environment, dwr, "executor", "check");
            assertThat(check.exitCode()).as(check.output()).isZero();
            assertThat(check.output())
                    .contains(
                            "held by process " + executor.pid(),
                            "one watches over the executor in " + environment.get("EXECUTOR_STATE_DIR"));

            executor.destroyForcibly().waitFor();
            assertThat(Commands.run(environment, dwr, "executor", "check").output())
                    .contains("free to be taken");
            assertThat(guard.isAlive()).isTrue();
        } finally {
            services.forEach(Process::destroyForcibly);
        }
    }

    private static Map<String, String> environment(Path root, RedisServer redis, TemporalServer temporal, String label)
            throws IOException {
        int port = FreePort.find();
        Map<String, String> environment = new HashMap<>(Map.of(
                "DWR_JAVA_HOME",
                System.getProperty("java.home"),
                "REDIS_HOST",
                redis.host(),
                "REDIS_PORT",
                Integer.toString(redis.port()),
                "TEMPORAL_ADDRESS",
                temporal.address(),
                "SCHEDULER_API_PORT",
                Integer.toString(port),
                "DWR_SERVER",
                "http://127.0.0.1:" + port,
                "XDG_CACHE_HOME",
                directory.resolve("cache").toString(),
                "DOCKER_HOST",
                EngineProbe.dockerHost()));
        environment.putAll(Map.of(
                "EXECUTOR_STATE_DIR",
                root.resolve("var/lib/dwr/executor").toString(),
                "EXECUTOR_GUARD",
                "external",
                "EXECUTOR_ID",
                "packaged",
                "EXECUTOR_CLUSTER",
                label,
                "EXECUTOR_CPU_CORES",
                "1",
                "EXECUTOR_MEMORY_GB",
                "1"));
        return environment;
    }

    private static String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        for (String name : List.of("guard", "scheduler", "executor")) {
            logs.append(name).append(":\n").append(Files.readString(directory.resolve(name + ".log")));
        }
        return logs.toString();
    }

    private static Process service(Path root, String name, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                root.resolve("opt/dwr/current/bin/dwr-service").toString(), name);
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
    }

    private static void install(Path root) {
        Commands.run(unpacked.resolve("install.sh").toString(), "--root", root.toString())
                .succeeded();
    }

    private static List<String> tree(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> !file.equals(root))
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
