package io.dwr.scheduler.executor;

import static io.dwr.scheduler.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.scheduler.FakeExecutor;
import io.dwr.scheduler.Http;
import io.dwr.scheduler.Stack;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ExecutorsTest {
    private final Stack stack = Stack.shared();
    private final Http http = stack.http;

    @Test
    void anExecutorShowsWhatItHasAndWhatIsHeld() {
        try (FakeExecutor _ = new FakeExecutor(stack, "fleet-1", 4, 8, 2)) {
            String id = http.postJson(
                            "/jobs",
                            "{\"docker_image\":\"box\",\"command\":[\"sleep\"],\"cpu_cores\":1.5,\"memory_gb\":2,"
                                    + "\"gpu_type\":\" nvidia a100 \"}")
                    .json()
                    .path("job_id")
                    .asString();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> http.get("/jobs/" + id)
                            .json()
                            .path("status")
                            .asString()
                            .equals("running"));
            JsonNode executor = http.get("/executors/fleet-1").json();
            assertThat(executor.path("ip").asString()).isEqualTo("10.0.0.7");
            assertThat(executor.path("state").asString()).isEqualTo("ready");
            assertThat(executor.path("region").asString()).isEqualTo("eu");
            assertThat(executor.path("datacenter").asString()).isEqualTo("eu-1");
            assertThat(executor.path("total_cpu_cores").toString()).isEqualTo("4");
            assertThat(executor.path("available_cpu_cores").toString()).isEqualTo("2.5");
            assertThat(executor.path("total_memory_gb").toString()).isEqualTo("8");
            assertThat(executor.path("available_memory_gb").toString()).isEqualTo("6");
            assertThat(executor.path("gpu_types").toString()).isEqualTo("[\"NVIDIA A100\"]");
            assertThat(executor.path("total_gpus").asInt()).isEqualTo(2);
            assertThat(executor.path("available_gpus").asInt()).isEqualTo(1);
            assertThat(executor.path("cpu_utilization").toString()).isEqualTo("37.5");
            assertThat(executor.path("memory_utilization").toString()).isEqualTo("25");
            assertThat(executor.path("host_cpu_utilization").toString()).isEqualTo("25");
            assertThat(executor.path("running_jobs").asInt()).isEqualTo(1);
            assertThat(executor.path("jobs").get(0).asString()).isEqualTo(id);
            assertThat(executor.path("last_heartbeat").asString()).endsWith("Z");
            assertThat(http.get("/jobs/" + id).json().path("gpu_uuids").size()).isEqualTo(1);
            http.delete("/jobs/" + id);
        }
    }

    @Test
    void aCordonedExecutorGetsNothingUntilItIsUncordoned() {
        try (FakeExecutor _ = new FakeExecutor(stack, "fleet-2", 64, 8, 0)) {
            assertThat(http.post("/executors/fleet-2/cordon")
                            .json()
                            .path("state")
                            .asString())
                    .isEqualTo("cordoned");
            String id = http.postJson("/jobs", "{\"docker_image\":\"box\",\"command\":[\"true\"],\"cpu_cores\":60}")
                    .json()
                    .path("job_id")
                    .asString();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> http.get("/jobs/" + id).json().path("position").isNumber());
            assertThat(http.post("/executors/fleet-2/uncordon")
                            .json()
                            .path("state")
                            .asString())
                    .isEqualTo("ready");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> http.get("/jobs/" + id)
                            .json()
                            .path("status")
                            .asString()
                            .equals("succeeded"));
        }
    }

    /** Cases 75 and 138: a refused request takes nothing, and gives nothing back either; one for no GPU holds none. */
    @Test
    void aRefusedRequestLeavesTheRoomAsItIs() {
        stack.abortWhatWaits();
        try (FakeExecutor _ = new FakeExecutor(stack, "fleet-refusals", 4, 8, 2)) {
            JsonNode room = room("fleet-refusals");
            String newest = http.get("/jobs?limit=1").body();
            for (String refused : List.of(
                    "\"gpu_count\":-1",
                    "\"gpu_count\":1.5",
                    "\"gpu_count\":\"all\"",
                    "\"gpu_count\":2147483648",
                    "\"cpu_cores\":-1",
                    "\"memory_gb\":-5")) {
                assertProblem(
                        http.postJson("/jobs", "{\"docker_image\":\"box\"," + refused + "}"), 400, "invalid_request");
                assertThat(room("fleet-refusals")).as(refused).isEqualTo(room);
            }
            assertThat(http.get("/jobs?limit=1").body()).isEqualTo(newest);

            String id = http.postJson("/jobs", "{\"docker_image\":\"box\",\"command\":[\"sleep\"],\"gpu_count\":0}")
                    .json()
                    .path("job_id")
                    .asString();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> room("fleet-refusals").path("running_jobs").asInt() == 1);
            assertThat(room("fleet-refusals").path("available_gpus").asInt()).isEqualTo(2);
            http.delete("/jobs/" + id);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> room("fleet-refusals").equals(room));
        }
    }

    /** What an executor has and holds; how its machine fares changes by itself. */
    private JsonNode room(String id) {
        ObjectNode executor = (ObjectNode) http.get("/executors/" + id).json();
        return executor.remove(
                List.of("last_heartbeat", "host_cpu_utilization", "host_memory_utilization", "host_load_average"));
    }

    @Test
    void anUnknownExecutorIsNotFound() {
        assertProblem(http.get("/executors/nobody"), 404, "executor_not_found");
        assertProblem(http.get("/executors/NO%20ID"), 404, "executor_not_found");
        assertProblem(http.post("/executors/nobody/cordon"), 404, "executor_not_found");
        assertProblem(http.post("/executors/nobody/uncordon"), 404, "executor_not_found");
        assertProblem(http.post("/executors/nobody/drain"), 404, "executor_not_found");
        assertProblem(http.delete("/executors/nobody"), 404, "executor_not_found");
        assertProblem(http.get("/executors?state=ready"), 400, "invalid_parameter");
    }
}
