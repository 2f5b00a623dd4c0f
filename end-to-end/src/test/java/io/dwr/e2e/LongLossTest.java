package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Losses that take long to show: a frozen machine, a long outage, a workflow that somebody terminates. */
@Tag("nightly")
class LongLossTest {
    private Cluster cluster = new Cluster();

    @AfterEach
    void stop() {
        cluster.close();
    }

    /** Case 109: the worker is frozen, its guard is not. */
    @Test
    void aFrozenExecutorsJobRunsElsewhereAndItsOldContainerWritesNothingMore() {
        ServiceProcess alpha = cluster.startExecutor("alpha", Map.of());
        String id = cluster.submit(ticking());
        cluster.await("it prints", () -> cluster.output(id).contains("attempt 1 tick"));
        cluster.startExecutor("beta", Map.of());

        signal("STOP", alpha.pid());
        awaitSecondAttempt(id, 1);
        signal("CONT", alpha.pid());

        endsAsAttemptTwo(id);
    }

    /** Case 109: worker and guard are frozen, as with their machine; only then may two containers run at a time. */
    @Test
    void aMachineThatThawsEndsItsOldContainerAtOnce() {
        ServiceProcess alpha = cluster.startExecutor("alpha", Map.of());
        String id = cluster.submit(ticking());
        cluster.await("it prints", () -> cluster.output(id).contains("attempt 1 tick"));
        cluster.startExecutor("beta", Map.of());
        long guard = cluster.guard("alpha");

        signal("STOP", guard);
        signal("STOP", alpha.pid());
        awaitSecondAttempt(id, 2);
        signal("CONT", guard);
        signal("CONT", alpha.pid());

        awaitEndOfFirstContainer(id);
        endsAsAttemptTwo(id);
    }

    private void awaitEndOfFirstContainer(String id) {
        cluster.await(
                "the old container is gone",
                Duration.ofSeconds(15),
                () -> cluster.engine.containersOf(id).stream()
                        .noneMatch(container -> "1".equals(container.getLabels().get("dwr.attempt"))));
    }

    /** Case 109, with the row's numbers; its ten seconds are fifteen, for a busy machine. */
    @Test
    void aMachineThatWasFrozenForFiveMinutesDisturbsTheSecondAttemptInNothing() {
        cluster.close();
        cluster = new Cluster(Map.of("LOST_AFTER", "60"));
        ServiceProcess alpha = cluster.startExecutor("alpha", Map.of("LOST_AFTER", "60"));
        String id = cluster.submit(Cluster.shell("i=0; while [ $i -lt 330 ] || [ $ATTEMPT = 1 ]; do"
                + " echo attempt $ATTEMPT tick; i=$((i+1)); sleep 1; done"));
        cluster.await("it prints", () -> cluster.output(id).contains("attempt 1 tick"));
        cluster.startExecutor("beta", Map.of("LOST_AFTER", "60"));
        long guard = cluster.guard("alpha");
        Instant frozen = Instant.now();

        signal("STOP", guard);
        signal("STOP", alpha.pid());
        cluster.await(
                "the second attempt runs",
                Duration.ofMinutes(3),
                () -> cluster.output(id).contains("attempt 2 tick"));
        assertThat(Instant.parse(cluster.job(id).path("started_at").asString())).isAfter(frozen.plusSeconds(45));
        Cluster.pause(Duration.between(Instant.now(), frozen.plusSeconds(300)));
        assertThat(cluster.engine.containersOf(id)).hasSize(2);
        signal("CONT", guard);
        signal("CONT", alpha.pid());

        awaitEndOfFirstContainer(id);
        for (int second = 0; second < 20; second++) {
            JsonNode job = cluster.job(id);
            assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("running");
            assertThat(job.path("executor_id").asString()).isEqualTo("beta");
            assertThat(cluster.executor("beta").path("running_jobs").asInt()).isEqualTo(1);
            Cluster.pause(Duration.ofSeconds(1));
        }
        endsAsAttemptTwo(id, Duration.ofMinutes(10));
    }

    private static tools.jackson.databind.node.ObjectNode ticking() {
        return Cluster.shell("i=0; while [ $i -lt 60 ] || [ $ATTEMPT = 1 ]; do echo attempt $ATTEMPT tick; i=$((i+1));"
                + " sleep 0.5; done");
    }

    private void awaitSecondAttempt(String id, int most) {
        cluster.await("the second attempt runs", Cluster.SOON.multipliedBy(2), () -> {
            assertThat(cluster.engine.containersOf(id).stream()
                            .filter(container -> "running".equals(container.getState())))
                    .hasSizeLessThanOrEqualTo(most);
            return cluster.output(id).contains("attempt 2 tick");
        });
    }

    private void endsAsAttemptTwo(String id) {
        endsAsAttemptTwo(id, Cluster.SOON.multipliedBy(2));
    }

    private void endsAsAttemptTwo(String id, Duration limit) {
        JsonNode job = cluster.awaitEnd(id, limit);
        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
        assertThat(job.path("attempts")).hasSize(2);
        assertThat(job.path("executor_id").asString()).isEqualTo("beta");
        String afterTheSecond = cluster.output(id).substring(cluster.output(id).indexOf("attempt 2"));
        assertThat(afterTheSecond).doesNotContain("attempt 1");
        assertThat(cluster.engine.containersOf(id)).isEmpty();
        cluster.await(
                "no room is held",
                () -> cluster.executor("alpha").path("running_jobs").asInt() == 0);
    }

    /** Case 129. */
    @Test
    void anOutageOfTemporalOfAMinuteCostsAJobNothing() {
        cluster.startExecutor("alpha", Map.of());
        String id = cluster.submit(Cluster.shell("echo up; sleep 20; echo end; exit 4"));
        cluster.await("it prints", () -> cluster.output(id).contains("up"));

        cluster.temporal.kill();
        Cluster.pause(Duration.ofSeconds(60));
        assertThat(cluster.engine.containersOf(id).stream().filter(container -> "running".equals(container.getState())))
                .as("it ended by itself meanwhile")
                .isEmpty();
        cluster.temporal.restart();

        JsonNode job = cluster.awaitEnd(id);
        assertThat(job.path("exit_code").asInt()).as(job.toPrettyString()).isEqualTo(4);
        assertThat(job.path("attempts")).hasSize(1);
        assertThat(cluster.output(id)).isEqualTo("up\nend\n");
        cluster.await(
                "its room is free",
                () -> cluster.executor("alpha").path("running_jobs").asInt() == 0);
    }

    /** Case 131. */
    @Test
    void aTerminatedWorkflowsContainerIsKilledAndItsRoomFreed() {
        cluster.startExecutor("alpha", Map.of());
        String id = cluster.submit(Cluster.shell("echo up; sleep 600"));
        cluster.await("it prints", () -> cluster.output(id).contains("up"));

        cluster.temporal.cli("workflow", "terminate", "--workflow-id", "job-" + id);

        JsonNode job = cluster.awaitEnd(id);
        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("aborted");
        assertThat(job.path("status_reason").asString()).isEqualTo("workflow_terminated");
        assertThat(cluster.engine.containersOf(id)).isEmpty();
        cluster.await(
                "its room is free",
                () -> cluster.executor("alpha").path("running_jobs").asInt() == 0);
    }

    /** Case 133. */
    @Test
    void anAbortDoesNotWaitForARareHeartbeat() {
        cluster.close();
        cluster = new Cluster(Map.of("LOST_AFTER", "1200"));
        cluster.startExecutor("alpha", Map.of("LOST_AFTER", "1200"));
        String id =
                cluster.submit(Cluster.shell("trap 'echo told; exit 7' TERM; echo up; while true; do sleep 0.1; done"));
        cluster.await("it prints", () -> cluster.output(id).contains("up"));

        cluster.api.delete("/jobs/" + id);

        cluster.await(
                "the container is told",
                Duration.ofSeconds(20),
                () -> cluster.output(id).contains("told"));
        assertThat(cluster.awaitEnd(id).path("status").asString()).isEqualTo("aborted");
    }

    private static void signal(String name, long pid) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .start()
                    .waitFor();
            assertThat(code).isZero();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
