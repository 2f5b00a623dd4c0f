package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An executor dies: its job goes on with the same container when it comes back, and elsewhere when it does not. */
class ExecutorLossTest {
    /** Leaves an executor that starts again on a busy machine 20 s until its guard ends what it left. */
    private static final Duration LOST_LATE = Duration.ofSeconds(24);

    /** One that stopped in good order is waited for from then on, for half of this. */
    private static final Duration LOST_LATER = Duration.ofSeconds(60);

    private static final Duration LONG = Duration.ofSeconds(120);

    private Cluster cluster;
    private ServiceProcess alpha;

    private void start(Duration lostAfter) {
        Map<String, String> settings = Map.of("LOST_AFTER", Long.toString(lostAfter.toSeconds()));
        cluster = new Cluster(settings);
        alpha = cluster.startExecutor("alpha", settings);
    }

    @AfterEach
    void stop() {
        cluster.checkAndClose();
    }

    @Test
    void aKilledExecutorThatComesBackGoesOnWithTheSameContainer() {
        start(LOST_LATE);
        try (CreatedContainers created = cluster.engine.watchCreations()) {
            String id = cluster.submit(
                    Cluster.shell("i=1; while [ $i -le 200 ]; do echo line $i; i=$((i+1)); sleep 0.1; done; exit 5"));
            cluster.await("it prints", () -> cluster.output(id).contains("line 20"));

            alpha.kill();
            alpha.start();

            JsonNode job = cluster.awaitEnd(id, LONG);
            assertThat(job.path("exit_code").asInt()).as(job.toPrettyString()).isEqualTo(5);
            assertThat(job.path("attempts")).hasSize(1);
            assertThat(created.of(id)).isEqualTo(1);
            assertThat(cluster.output(id).lines())
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 200)
                            .mapToObj(number -> "line " + number)
                            .toList());
        }
    }

    @Test
    void aContainerThatEndsWhileItsExecutorIsAwayKeepsItsExitCode() {
        start(LOST_LATE);
        String id = cluster.submit(Cluster.shell("echo up; sleep 2; echo end; exit 9"));
        cluster.await("it prints", () -> cluster.output(id).contains("up"));

        alpha.kill();
        cluster.await(
                "the container has ended",
                () -> cluster.engine.containersOf(id).stream()
                        .noneMatch(container -> "running".equals(container.getState())));
        alpha.start();

        JsonNode job = cluster.awaitEnd(id, LONG);
        assertThat(job.path("exit_code").asInt()).as(job.toPrettyString()).isEqualTo(9);
        assertThat(job.path("attempts")).hasSize(1);
        assertThat(cluster.output(id)).isEqualTo("up\nend\n");
    }

    /** Its outcome reaches the workflow through the ledger. */
    @Tag("nightly")
    @Test
    void anExecutorThatOnlyTemporalDoesNotReachEndsItsJobAllTheSame() {
        start(Cluster.LOST_AFTER);
        try (PortProxy way = new PortProxy(cluster.temporal.address())) {
            cluster.startExecutor("beta", Map.of("TEMPORAL_ADDRESS", way.address()));
            ObjectNode request = Cluster.shell("echo up; sleep 2; echo end; exit 9");
            request.putArray("excluded_executors").add("alpha");
            String id = cluster.submit(request);
            cluster.await("it prints", () -> cluster.output(id).contains("up"));

            way.sever();

            JsonNode job = cluster.awaitEnd(id);
            assertThat(job.path("exit_code").asInt()).as(job.toPrettyString()).isEqualTo(9);
            assertThat(job.path("status_reason").asString()).isEqualTo("exit_code");
            assertThat(job.path("attempts")).hasSize(1);
            assertThat(cluster.output(id)).isEqualTo("up\nend\n");
        }
    }

    @Test
    void aGracefulRestartOfTheExecutorCostsTheJobNothing() {
        start(LOST_LATER);
        String id = cluster.submit(Cluster.shell("echo up; sleep 12; echo end"));
        cluster.await("it prints", () -> cluster.output(id).contains("up"));

        alpha.stop();
        assertThat(cluster.engine.containersOf(id)).hasSize(1);
        alpha.start();

        JsonNode job = cluster.awaitEnd(id, LONG);
        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
        assertThat(job.path("attempts")).hasSize(1);
        assertThat(cluster.output(id)).isEqualTo("up\nend\n");
    }

    @Test
    void aJobOfAnExecutorThatStaysAwayRunsElsewhereAfterItsContainerIsGone() {
        start(Cluster.LOST_AFTER);
        String id = cluster.submit(Cluster.shell("echo attempt $ATTEMPT; test $ATTEMPT = 2 || sleep 600"));
        cluster.await("it prints", () -> cluster.output(id).contains("attempt 1"));
        cluster.startExecutor("beta", Map.of());

        alpha.kill();

        cluster.await("the second attempt has ended", LONG, () -> {
            assertThat(cluster.engine.containersOf(id).stream()
                            .filter(container -> "running".equals(container.getState())))
                    .as("one live container at most")
                    .hasSizeLessThanOrEqualTo(1);
            return cluster.job(id).path("finished_at").isString();
        });
        JsonNode job = cluster.job(id);
        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
        assertThat(job.path("executor_id").asString()).isEqualTo("beta");
        assertThat(job.path("attempts")).hasSize(2);
        assertThat(job.path("attempts").get(0).path("status_reason").asString()).isEqualTo("executor_lost");

        alpha.start();
        cluster.await(
                "what the guard killed is removed",
                () -> cluster.engine.containersOf(id).isEmpty());
    }
}
