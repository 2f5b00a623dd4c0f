package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.test.EngineFault;
import io.dwr.test.EngineProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** For minutes an engine ends a container with a GPU not. The GPU is one that a stand-in for nvidia-smi tells of. */
@Tag("nightly")
class RefusedKillTest {
    private static final int LOOKS = 24;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration AFTERWARDS = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private Cluster cluster;
    private EngineProxy engine;

    @BeforeEach
    void start() throws IOException {
        program(
                "nvidia-smi",
                "echo 'GPU-aaaaaaaa-0000-0000-0000-000000000009, NVIDIA L4, 23034, [N/A], 1, 0, 0, [N/A], No, No'");
        program("nvidia-container-runtime-hook", "exit 0");
        cluster = new Cluster();
        engine = EngineProxy.before(URI.create(EngineProbe.dockerHost()), directory.resolve("e"));
        cluster.startExecutor(
                "alpha",
                Map.of(
                        "DOCKER_HOST",
                        engine.address().toString(),
                        "PATH",
                        directory + ":" + System.getenv("PATH"),
                        "HEARTBEAT_INTERVAL",
                        "2"));
        cluster.startExecutor("beta", Map.of());
    }

    @AfterEach
    void stop() {
        engine.heal();
        try (EngineProxy _ = engine) {
            cluster.checkAndClose();
        }
    }

    private void program(String name, String script) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Case 83 in full. */
    @Test
    void theJobItsRoomAndItsGpuAreHeldForAllOfTheTime() {
        ObjectNode request = Cluster.shell("trap '' TERM; echo up; while true; do sleep 0.2; done");
        request.put("gpu_type", "any");
        request.put("max_retries", 1);
        EngineFault refusal = engine.answer(
                "POST /containers/[^/]+/(stop|kill)",
                500,
                "{\"message\":\"cannot kill container: tried to kill container, but did not receive an exit event\"}");
        String id = cluster.submit(request);
        cluster.await("it prints", () -> cluster.output(id).contains("up"));

        cluster.api.delete("/jobs/" + id);
        cluster.await(
                "alpha is set aside",
                () -> "set_aside".equals(cluster.executor("alpha").path("state").asString()));
        for (int look = 0; look < LOOKS; look++) {
            assertHeld(id);
            assertThat(cluster.runToEnd(Cluster.shell("true"))
                            .path("executor_id")
                            .asString())
                    .isEqualTo("beta");
            Cluster.pause(BETWEEN_LOOKS);
        }
        refusal.lift();

        JsonNode ended = cluster.awaitEnd(id, AFTERWARDS);
        assertThat(ended.path("status").asString()).as(ended.toPrettyString()).isEqualTo("aborted");
        assertThat(ended.path("attempts")).as(ended.toPrettyString()).hasSize(1);
        assertThat(cluster.engine.containersOf(id)).isEmpty();
        cluster.await(
                "the GPU is free",
                () -> cluster.executor("alpha").path("available_gpus").asInt() == 1);
        cluster.awaitReady("alpha");
    }

    private void assertHeld(String id) {
        JsonNode job = cluster.job(id);
        assertThat(job.path("stage").asString()).as(job.toPrettyString()).isEqualTo("stopping");
        assertThat(job.path("finished_at").isNull()).isTrue();
        assertThat(job.path("status_message").asString()).contains("did not receive an exit event");
        assertThat(job.path("attempts")).isEmpty();
        assertThat(cluster.engine.containersOf(id)).hasSize(1);
        JsonNode alpha = cluster.executor("alpha");
        assertThat(alpha.path("state").asString()).as(alpha.toPrettyString()).isEqualTo("set_aside");
        assertThat(alpha.path("available_gpus").asInt()).isZero();
        assertThat(alpha.path("jobs").toString()).contains(id);
    }
}
