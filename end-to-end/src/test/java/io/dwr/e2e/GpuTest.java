package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Exact GPUs, on an inventory that a stand-in for nvidia-smi tells; the engine takes the device ids as with real ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GpuTest {
    private static final String L4 = "GPU-aaaaaaaa-0000-0000-0000-000000000001";
    private static final String L4_SECOND = "GPU-aaaaaaaa-0000-0000-0000-000000000002";
    private static final String H100 = "GPU-bbbbbbbb-0000-0000-0000-000000000003";

    private static final String H100_WELL = H100 + ", NVIDIA H100 80GB HBM3, 81559, Disabled, 0, 0, 0, [N/A], No, No\n";
    private static final String H100_SICK =
            H100 + ", NVIDIA H100 80GB HBM3, [Unknown Error], Disabled, ERR!, 0, 0, [N/A], No, No\n";

    private Path directory;
    private Cluster cluster;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        Path programs = Files.createDirectories(directory.resolve("bin"));
        program(programs.resolve("nvidia-smi"), """
                #!/bin/sh
                cat '%s'
                """.formatted(devices()));
        devicesAre(H100_WELL);
        program(programs.resolve("nvidia-container-runtime-hook"), "#!/bin/sh\nexit 0\n");
        cluster = new Cluster();
        cluster.startExecutor(
                "alpha",
                Map.of(
                        "PATH",
                        programs + ":" + System.getenv("PATH"),
                        "USAGE_INTERVAL",
                        "1",
                        "GPU_IDLE_AFTER",
                        "10",
                        "HEARTBEAT_INTERVAL",
                        "2"));
    }

    private Path devices() {
        return directory.resolve("devices");
    }

    /** Two L4 in health, and an H100 as said. */
    private void devicesAre(String h100) throws IOException {
        Path next = directory.resolve("next");
        String well = ", NVIDIA L4, 23034, [N/A], 1, 0, 0, [N/A], No, No\n";
        Files.writeString(next, L4 + well + L4_SECOND + well + h100);
        Files.move(next, devices(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @AfterAll
    void stop() {
        cluster.checkAndClose();
    }

    @Test
    void theExecutorOffersWhatItHas() {
        JsonNode executor = cluster.executor("alpha");

        assertThat(executor.path("total_gpus").asInt()).isEqualTo(3);
        assertThat(executor.path("available_gpus").asInt()).isEqualTo(3);
        assertThat(executor.path("gpu_types").valueStream().map(JsonNode::asString))
                .contains("NVIDIA L4", "NVIDIA H100 80GB HBM3");
    }

    @RepeatedTest(3)
    void twoJobsNeverShareAGpu() {
        twoJobsSeeDifferentGpus();
    }

    /** Case 69 in full. */
    @RepeatedTest(20)
    @Tag("nightly")
    void twoJobsNeverShareAGpuHoweverOftenTheyMeet() {
        twoJobsSeeDifferentGpus();
    }

    private void twoJobsSeeDifferentGpus() {
        String first = cluster.submit(gpuJob("any", 1, "sleep 600"));
        String second = cluster.submit(gpuJob("any", 1, "sleep 600"));
        cluster.await("both run", () -> prints(first) && prints(second));

        Set<String> ofFirst = devicesOf(cluster.job(first));
        Set<String> ofSecond = devicesOf(cluster.job(second));
        cluster.api.delete("/jobs/" + first);
        cluster.api.delete("/jobs/" + second);
        cluster.awaitEnd(first);
        cluster.awaitEnd(second);

        assertThat(ofFirst).hasSize(1).doesNotContainAnyElementsOf(ofSecond);
        assertThat(ofSecond).hasSize(1);
    }

    /** Case 71. */
    @Test
    void aModelMatchesWithoutRegardToCase() {
        assertThat(devices(cluster.submit(gpuJob(" nvidia h100 80gb hbm3 ", null))))
                .containsExactly(H100);
    }

    /** Case 71: a part of a name is no name. */
    @Test
    void aModelThatNobodyHasIsToldWithThoseThatThereAre() {
        for (String model : new String[] {"A100", "H100 80GB"}) {
            String id = cluster.submit(gpuJob(model, 1));

            cluster.await(
                    "job " + id + " is judged",
                    () -> cluster.job(id)
                            .path("verdict")
                            .path("kind")
                            .asString()
                            .equals("never"));
            JsonNode verdict = cluster.job(id).path("verdict");
            assertThat(verdict.path("gpu_models").valueStream().map(JsonNode::asString))
                    .containsExactly("nvidia h100 80gb hbm3", "nvidia l4");
            assertThat(verdict.path("message").asString())
                    .contains(
                            "a GPU of model \"" + model.toLowerCase(Locale.ROOT) + "\"",
                            "the fleet has nvidia h100 80gb hbm3, nvidia l4");
            cluster.api.delete("/jobs/" + id);
            cluster.awaitEnd(id);
        }
    }

    @Test
    void severalGpusOfOneModel() {
        assertThat(devices(cluster.submit(gpuJob("NVIDIA L4", 2)))).containsExactlyInAnyOrder(L4, L4_SECOND);
    }

    @Test
    void leastMemoryDecides() {
        ObjectNode request = gpuJob("any", 1);
        request.put("gpu_memory_gb", 40);

        assertThat(devices(cluster.submit(request))).containsExactly(H100);
    }

    /** Void hides every device, also from an image that asks for all of them by its own environment. */
    @Test
    void aJobWithoutGpusSeesNone() {
        String id = cluster.submit(Cluster.shell("echo [$NVIDIA_VISIBLE_DEVICES]"));

        cluster.awaitEnd(id);

        assertThat(cluster.output(id)).isEqualTo("[void]\n");
    }

    @Test
    void moreGpusThanAnyExecutorHasWaitWithThatVerdict() {
        String id = cluster.submit(gpuJob("NVIDIA L4", 3));

        cluster.awaitStage(id, "waiting");
        JsonNode verdict = cluster.job(id).path("verdict");
        assertThat(verdict.path("kind").asString()).isEqualTo("never");
        assertThat(verdict.path("counts").path("gpu_model").asInt()).isEqualTo(1);

        cluster.api.delete("/jobs/" + id);
        cluster.awaitEnd(id);
    }

    /** Also the end of its job: what was sick while it was held is given to the next one once it is well. */
    @Test
    void aDeviceThatGoesSickUnderAJobLeavesTheInventoryAndComesBack() throws IOException {
        ObjectNode request = Cluster.shell("echo up; until [ -e /tmp/end ]; do sleep 0.2; done");
        request.put("gpu_type", "NVIDIA H100 80GB HBM3");
        String running = cluster.submit(request);
        cluster.awaitStage(running, "running");

        devicesAre(H100_SICK);
        cluster.await("the sick GPU to leave", Cluster.SOON, () -> unhealthy().contains(H100));

        JsonNode executor = cluster.executor("alpha");
        assertThat(executor.path("total_gpus").asInt()).isEqualTo(2);
        assertThat(executor.path("available_gpus").asInt()).isEqualTo(2);
        assertThat(executor.path("unhealthy_gpus").get(0).path("reason").asString())
                .contains("[Unknown Error]");
        cluster.await(
                "the job to be told",
                Cluster.SOON,
                () -> cluster.api
                        .get("/jobs/" + running + "/logs")
                        .body()
                        .contains("GPU " + H100 + " of this job is not healthy"));
        assertThat(cluster.job(running).path("status").asString()).isEqualTo("running");
        String next = cluster.submit(gpuJob("NVIDIA H100 80GB HBM3", 1));
        cluster.awaitStage(next, "waiting");

        devicesAre(H100_WELL);
        cluster.await("the GPU to come back", Cluster.SOON, () -> unhealthy().isEmpty());
        assertThat(cluster.job(next).path("stage").asString())
                .as("the first job still holds it")
                .isEqualTo("waiting");
        cluster.api.delete("/jobs/" + running);
        cluster.awaitEnd(running);

        assertThat(devices(next)).containsExactly(H100);
    }

    /** The stand-in says of every device that it does nothing. */
    @Test
    void aJobThatDoesNotUseItsGpuIsShown() {
        ObjectNode request = Cluster.shell("exec sleep 600");
        request.put("gpu_type", "NVIDIA H100 80GB HBM3");
        String id = cluster.submit(request);

        cluster.await(
                "the job to be idle",
                () -> cluster.job(id).path("gpu_idle_since").isString());
        JsonNode usage = cluster.job(id).path("usage");
        assertThat(usage.path("gpus").get(0).path("uuid").asString()).isEqualTo(H100);
        assertThat(usage.path("gpus").get(0).path("utilization").asDouble()).isZero();
        assertThat(usage.path("memory_bytes").asLong()).isPositive();
        assertThat(cluster.api
                        .get("/jobs/" + id + "/usage")
                        .json()
                        .path("points")
                        .size())
                .isPositive();
        cluster.await(
                "the executor to show it",
                () -> cluster.executor("alpha").path("idle_gpus").asInt() == 1);

        cluster.api.delete("/jobs/" + id);
        JsonNode ended = cluster.awaitEnd(id);
        assertThat(ended.path("gpu_idle_since").isNull()).isTrue();
        assertThat(ended.path("attempts")
                        .get(0)
                        .path("usage")
                        .path("cpu_seconds")
                        .isNumber())
                .isTrue();
    }

    private Set<String> unhealthy() {
        return cluster.executor("alpha")
                .path("unhealthy_gpus")
                .valueStream()
                .map(gpu -> gpu.path("uuid").asString())
                .collect(Collectors.toSet());
    }

    private boolean prints(String id) {
        return cluster.output(id).endsWith("\n");
    }

    private Set<String> devices(String id) {
        JsonNode job = cluster.awaitEnd(id);
        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
        return devicesOf(job);
    }

    /** Those that the container sees, which are those that the job tells. */
    private Set<String> devicesOf(JsonNode job) {
        String output = cluster.output(job.path("job_id").asString());
        Set<String> seen = Stream.of(output.strip().split(",")).collect(Collectors.toSet());
        assertThat(job.path("gpu_uuids").valueStream().map(JsonNode::asString).collect(Collectors.toSet()))
                .isEqualTo(seen);
        return seen;
    }

    private static ObjectNode gpuJob(String type, Integer count) {
        return gpuJob(type, count, "exit 0");
    }

    private static ObjectNode gpuJob(String type, Integer count, String further) {
        ObjectNode request = Cluster.shell("echo $NVIDIA_VISIBLE_DEVICES; " + further);
        request.put("gpu_type", type);
        if (count != null) {
            request.put("gpu_count", count);
        }
        return request;
    }

    private static void program(Path path, String text) throws IOException {
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
