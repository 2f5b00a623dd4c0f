package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Two executors in two regions: where jobs go, how they wait, and that nobody is ever given too much. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlacementTest {
    private Cluster cluster;

    @BeforeAll
    void start() {
        cluster = new Cluster();
        cluster.startExecutor(
                "alpha", Map.of("EXECUTOR_REGION", "north", "EXECUTOR_DATACENTER", "n1", "EXECUTOR_MEMORY_GB", "0.5"));
        cluster.startExecutor(
                "beta",
                Map.of(
                        "EXECUTOR_REGION", "south",
                        "EXECUTOR_DATACENTER", "s1",
                        "EXECUTOR_MEMORY_GB", "0.5",
                        "EXECUTOR_LABELS", "disk=ssd",
                        "EXECUTOR_ALLOW", "cap=SYS_PTRACE"));
    }

    @AfterAll
    void stop() {
        cluster.checkAndClose();
    }

    @Test
    void theFirstExecutorInOrderIsChosen() {
        assertThat(placeOf(Cluster.request("true"))).isEqualTo("alpha");
    }

    @Test
    void regionDatacenterLabelsAndExclusionsDecide() {
        ObjectNode region = Cluster.request("true");
        region.putArray("eligible_regions").add("south");
        ObjectNode datacenter = Cluster.request("true");
        datacenter.putArray("eligible_datacenters").add("s1");
        ObjectNode label = Cluster.request("true");
        label.putObject("eligible_labels").put("disk", "ssd");
        ObjectNode excluded = Cluster.request("true");
        excluded.putArray("excluded_executors").add("alpha");

        assertThat(List.of(placeOf(region), placeOf(datacenter), placeOf(label), placeOf(excluded)))
                .containsOnly("beta");
    }

    @Test
    void moreJobsThanRoomAllFinishAndNothingIsEverOvercommitted() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            ObjectNode request = Cluster.request("sleep", "0.3");
            request.put("cpu_cores", 0.25);
            ids.add(cluster.submit(request));
        }

        cluster.await("all jobs have ended", Cluster.SOON.multipliedBy(3), () -> {
            for (String id : List.of("alpha", "beta")) {
                JsonNode executor = cluster.executor(id);
                assertThat(executor.path("available_cpu_cores").asDouble()).isBetween(0.0, 1.0);
                assertThat(executor.path("running_jobs").asInt()).isLessThanOrEqualTo(4);
            }
            assertThat(cluster.engine.containers().stream().filter(container -> "running".equals(container.getState())))
                    .hasSizeLessThanOrEqualTo(8);
            return cluster.api
                    .get("/jobs?limit=100&status_filter=succeeded")
                    .json()
                    .valueStream()
                    .map(job -> job.path("job_id").asString())
                    .toList()
                    .containsAll(ids);
        });

        assertThat(ids.stream().map(id -> cluster.job(id).path("executor_id").asString()))
                .contains("alpha", "beta");
        for (String id : List.of("alpha", "beta")) {
            assertThat(cluster.executor(id).path("available_cpu_cores").asDouble())
                    .isEqualTo(1.0);
        }
    }

    /** Case 119: jobs that fail at the start cost nobody room. */
    @Test
    void jobsThatNeverStartGiveBackAllTheirRoom() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ids.add(cluster.submit(Cluster.request("nosuch")));
            ObjectNode mount = Cluster.request("true");
            mount.putArray("volumes").add("/nowhere:/data");
            ids.add(cluster.submit(mount));
            ObjectNode image = Cluster.request("true");
            image.put("docker_image", "nosuch:latest").put("pull_policy", "never");
            ids.add(cluster.submit(image));
        }

        assertThat(ids.stream()
                        .map(id -> cluster.awaitEnd(id).path("status_reason").asString())
                        .distinct())
                .containsExactlyInAnyOrder("command_not_found", "invalid_mount", "image_not_found");
        for (String id : List.of("alpha", "beta")) {
            assertThat(cluster.executor(id).path("state").asString()).isEqualTo("ready");
            assertThat(cluster.executor(id).path("available_cpu_cores").asDouble())
                    .isEqualTo(1.0);
            assertThat(cluster.executor(id).path("running_jobs").asInt()).isZero();
        }
        assertThat(cluster.runToEnd(Cluster.request("true")).path("status").asString())
                .isEqualTo("succeeded");
    }

    @Test
    void aJobThatFitsNowhereSaysWhyUntilItsAllocationTimeout() {
        ObjectNode request = Cluster.request("true");
        request.put("memory", "64Gi");
        request.put("allocation_timeout", 5);
        String id = cluster.submit(request);

        cluster.awaitStage(id, "waiting");
        JsonNode verdict = cluster.job(id).path("verdict");
        assertThat(verdict.path("kind").asString()).isEqualTo("never");
        assertThat(verdict.path("counts").path("too_small").asInt()).isEqualTo(2);

        JsonNode job = cluster.awaitEnd(id);
        assertThat(job.path("status").asString()).isEqualTo("failed");
        assertThat(job.path("status_reason").asString()).isEqualTo("allocation_timeout");
        assertThat(job.path("status_message").asString())
                .endsWith("; the last verdict: " + verdict.path("message").asString());
    }

    @Test
    void aLabelThatNobodyHasIsNamedInTheVerdict() {
        ObjectNode request = Cluster.request("true");
        request.putObject("eligible_labels").put("zone", "mars");
        String id = cluster.submit(request);

        cluster.awaitStage(id, "waiting");
        assertThat(cluster.job(id).path("verdict").path("counts").path("label").asInt())
                .isEqualTo(2);

        cluster.api.delete("/jobs/" + id);
        assertThat(cluster.awaitEnd(id).path("status").asString()).isEqualTo("aborted");
    }

    @Test
    void whatAnOperatorMustAllowRunsOnlyWhereItIsAllowed() {
        ObjectNode request = Cluster.shell("grep CapBnd /proc/self/status; hostname");
        request.put("hostname", "node-1");
        request.putArray("cap_drop").add("ALL");
        request.putArray("cap_add").add("SYS_PTRACE");

        JsonNode job = cluster.runToEnd(request);

        assertThat(job.path("executor_id").asString()).isEqualTo("beta");
        assertThat(job.path("hostname").asString()).isEqualTo("node-1");
        assertThat(job.path("network_mode").asString()).isEqualTo("bridge");
        assertThat(cluster.output(job.path("job_id").asString())).isEqualTo("CapBnd:\t0000000000080000\nnode-1\n");
    }

    @Test
    void whatNoOperatorAllowsWaitsAndSaysSo() {
        ObjectNode request = Cluster.request("true");
        request.put("privileged", true);
        String id = cluster.submit(request);

        cluster.awaitStage(id, "waiting");
        JsonNode verdict = cluster.job(id).path("verdict");
        assertThat(verdict.path("kind").asString()).isEqualTo("never");
        assertThat(verdict.path("counts").path("label").asInt()).isEqualTo(2);
        assertThat(verdict.path("message").asString()).contains("privileged must be allowed");

        cluster.api.delete("/jobs/" + id);
        assertThat(cluster.awaitEnd(id).path("status").asString()).isEqualTo("aborted");
    }

    private String placeOf(ObjectNode request) {
        JsonNode job = cluster.runToEnd(request);
        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
        return job.path("executor_id").asString();
    }
}
