package io.dwr.executor.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dwr.executor.engine.docker.TestEngine;
import io.dwr.test.RedisServer;
import io.dwr.test.TemporalServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check} as the process that an operator runs, with a real engine, Redis and Temporal. */
class CheckProcessTest {
    @TempDir
    Path directory;

    @Test
    void aMachineWithEverythingIsFit() throws Exception {
        try (RedisServer redis = RedisServer.start();
                TemporalServer temporal = TemporalServer.start(directory.resolve("temporal"))) {
            Map<String, String> settings = settings();
            settings.put("REDIS_HOST", redis.host());
            settings.put("REDIS_PORT", Integer.toString(redis.port()));
            settings.put("TEMPORAL_ADDRESS", temporal.address());

            Answer answer = check(settings, "-o", "json");

            assertThat(answer.exitCode()).as(answer.output()).isZero();
            JsonNode json = new ObjectMapper().readTree(answer.output());
            assertThat(json.path("fit").asBoolean()).isTrue();
            assertThat(json.path("findings").findValuesAsText("topic"))
                    .contains(
                            "settings",
                            "engine",
                            "cgroup",
                            "storage",
                            "init",
                            "gpu",
                            "clock",
                            "state",
                            "redis",
                            "temporal");

            settings.put("TEMPORAL_NAMESPACE", "nobody-made-it");
            Answer other = check(settings);
            assertThat(other.exitCode()).isEqualTo(1);
            assertThat(other.output())
                    .contains("-> temporal operator namespace create --retention 192h nobody-made-it")
                    .endsWith("ok.\n");
        }
    }

    @Test
    void everythingThatIsAwayIsSaidAtOnce() throws Exception {
        Map<String, String> settings = settings();
        settings.putAll(Map.of(
                "DOCKER_HOST",
                "unix:///nonexistent/docker.sock",
                "REDIS_HOST",
                "127.0.0.1",
                "REDIS_PORT",
                "9",
                "TEMPORAL_ADDRESS",
                "127.0.0.1:9"));

        Answer answer = check(settings);

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.output().lines().filter(line -> line.startsWith("fail")))
                .extracting(line -> line.split(" +", -1)[1])
                .containsExactly("engine", "redis", "temporal");
        assertThat(answer.output()).contains("This machine is not fit: 3 fail");
        assertThat(answer.errors()).isEmpty();
    }

    @Test
    void settingsThatCannotBeUsedAreNamed() throws Exception {
        Answer answer = check(Map.of("LOST_AFTER", "soon", "EXECUTOR_MAX_JOBS", "0"));

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.output()).contains("LOST_AFTER is \"soon\"", "EXECUTOR_MAX_JOBS is \"0\"");
    }

    @Test
    void aWrongCallIsToldTheRightOne() throws Exception {
        Answer answer = check(settings(), "--yaml");

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.output()).isEmpty();
        assertThat(answer.errors()).contains("usage: dwr executor check [-o json]");
    }

    /** Without programs beside it, so that none of this machine's GPUs is found. */
    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("PATH", directory.toString());
        settings.put("DOCKER_HOST", TestEngine.host().toString());
        settings.put("EXECUTOR_STATE_DIR", directory.resolve("state").toString());
        return settings;
    }

    private record Answer(int exitCode, String output, String errors) {}

    private Answer check(Map<String, String> settings, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.dwr.executor.ExecutorApplication",
                "check"));
        command.addAll(List.of(arguments));
        Path errors = directory.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(settings);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), output, Files.readString(errors));
    }
}
