package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import tools.jackson.databind.JsonNode;

/**
 * The standing checks of the cases from the field, as far as a cluster can tell them after any test: nothing is left of
 * its jobs, no service met a fault that it knows no word for, and the next job runs.
 */
final class StandingChecks {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Cluster cluster;

    StandingChecks(Cluster cluster) {
        this.cluster = cluster;
    }

    void assertHeld(Collection<ServiceProcess> services) {
        JsonNode canary = cluster.runToEnd(Cluster.request("echo", "ok"));
        assertThat(canary.path("status").asString()).as(canary.toPrettyString()).isEqualTo("succeeded");
        cluster.await("each job has an end", LIMIT, this::eachJobHasEnded);
        cluster.await(
                "no container is left", LIMIT, () -> cluster.engine.containers().isEmpty());
        cluster.await("no room is held", LIMIT, this::allRoomIsFree);
        cluster.await("no workflow is open", LIMIT, this::noWorkflowIsOpen);
        assertThat(services.stream().flatMap(service -> service.faults().stream()))
                .as("faults that no service foresaw")
                .isEmpty();
    }

    private boolean eachJobHasEnded() {
        JsonNode jobs = cluster.api.get("/stats").json().path("queue");
        return jobs.path("pending_jobs").asInt(-1) == 0
                && jobs.path("running_jobs").asInt(-1) == 0;
    }

    private boolean allRoomIsFree() {
        return cluster.api
                .get("/executors")
                .json()
                .path("executors")
                .valueStream()
                .allMatch(executor -> executor.path("running_jobs").asInt(-1) == 0
                        && isFree(executor, "cpu_cores")
                        && isFree(executor, "memory_gb")
                        && isFree(executor, "gpus"));
    }

    private static boolean isFree(JsonNode executor, String what) {
        return executor.path("available_" + what).equals(executor.path("total_" + what));
    }

    private boolean noWorkflowIsOpen() {
        String open = cluster.temporal.cli(
                "workflow", "list", "--limit", "1", "--query", "ExecutionStatus = 'Running'", "--output", "json");
        return Api.parse(open).isEmpty();
    }
}
