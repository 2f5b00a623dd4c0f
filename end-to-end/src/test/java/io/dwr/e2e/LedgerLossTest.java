package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Redis loses everything, or its newest seconds, under running and waiting jobs: nothing is given twice. */
class LedgerLossTest {
    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = new Cluster();
        cluster.startExecutor("alpha", Map.of());
    }

    @AfterEach
    void stop() {
        cluster.checkAndClose();
    }

    /** Case 127. */
    @Test
    void anEmptiedRedisIsToldAgainOfRunningAndWaitingJobs() {
        String running = cluster.submit(whole("trap 'echo end; exit 3' USR1; echo up; while true; do sleep 0.1; done"));
        cluster.await("it prints", () -> cluster.output(running).contains("up"));
        List<String> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(cluster.submit(whole("sleep 0.3")));
            cluster.awaitStage(waiting.getLast(), "waiting");
        }

        cluster.redis.command("FLUSHALL");
        waiting.add(cluster.submit(whole("sleep 0.3")));
        cluster.await("its record says again that it runs", () -> runs(running));
        cluster.engine.signal(running, "SIGUSR1");

        awaitAllWithoutOvercommitment(running, waiting);
        JsonNode job = cluster.job(running);
        assertThat(job.path("exit_code").asInt()).as(job.toPrettyString()).isEqualTo(3);
        assertThat(job.path("attempt").asInt()).isEqualTo(1);
        assertThat(cluster.output(running)).endsWith("end\n");
        assertThat(starts(waiting)).isSorted();
    }

    @Test
    void aRolledBackRedisIsToldWhoRunsAndWhoHasEnded() {
        String first = cluster.submit(whole("echo up; sleep 6"));
        cluster.await("it prints", () -> cluster.output(first).contains("up"));
        String second = cluster.submit(whole("echo up; sleep 10; exit 4"));
        cluster.awaitStage(second, "waiting");
        String third = cluster.submit(whole("sleep 0.3"));
        cluster.awaitStage(third, "waiting");
        cluster.redis.keepData();

        cluster.awaitEnd(first);
        cluster.awaitStage(second, "running");
        cluster.redis.rollBack();

        awaitAllWithoutOvercommitment(second, List.of(first, third));
        JsonNode job = cluster.job(second);
        assertThat(job.path("exit_code").asInt()).as(job.toPrettyString()).isEqualTo(4);
        assertThat(job.path("attempt").asInt()).isEqualTo(1);
        assertThat(cluster.job(first).path("status").asString()).isEqualTo("succeeded");
        assertThat(cluster.job(third).path("status").asString()).isEqualTo("succeeded");
    }

    /** Each job takes the whole executor. */
    private void awaitAllWithoutOvercommitment(String running, List<String> others) {
        List<String> all = new ArrayList<>(others);
        all.add(running);
        cluster.await("all jobs have ended", Duration.ofSeconds(90), () -> {
            assertThat(cluster.engine.containers().stream().filter(container -> "running".equals(container.getState())))
                    .hasSizeLessThanOrEqualTo(1);
            return all.stream().allMatch(this::hasEnded);
        });
        assertThat(cluster.executor("alpha").path("available_cpu_cores").asDouble())
                .isEqualTo(1.0);
    }

    /** A record that is not told again yet is not found. */
    private boolean hasEnded(String id) {
        Api.Answer answer = cluster.api.get("/jobs/" + id);
        return answer.status() == 200 && answer.json().path("finished_at").isString();
    }

    private boolean runs(String id) {
        Api.Answer answer = cluster.api.get("/jobs/" + id);
        return answer.status() == 200 && answer.json().path("status").asString().equals("running");
    }

    private List<String> starts(List<String> ids) {
        return ids.stream()
                .map(id -> cluster.job(id).path("started_at").asString())
                .toList();
    }

    private static ObjectNode whole(String script) {
        ObjectNode request = Cluster.shell(script);
        request.put("cpu_cores", 1);
        return request;
    }
}
