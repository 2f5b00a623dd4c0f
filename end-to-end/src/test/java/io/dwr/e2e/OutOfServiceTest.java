package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.test.EngineProxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A machine is taken out of service by its operator, or because it is broken: its jobs end on another one. */
class OutOfServiceTest {
    @TempDir
    private Path directory;

    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = new Cluster();
    }

    @AfterEach
    void stop() {
        cluster.checkAndClose();
    }

    @Test
    void aJobGoesOnElsewhereWhenTheDeadlineOfADrainHasPassed() {
        cluster.startExecutor("alpha", Map.of());
        cluster.startExecutor("beta", Map.of());
        String id = cluster.submit(
                Cluster.shell("echo attempt $ATTEMPT; trap 'exit 0' TERM; test $ATTEMPT = 2 || sleep 600 & wait $!"));
        cluster.await("it prints", () -> cluster.output(id).contains("attempt 1"));
        assertThat(cluster.job(id).path("executor_id").asString()).isEqualTo("alpha");

        ServiceProcess.CliResult drain =
                ServiceProcess.cli(cluster.cliEnvironment(), "drain", "--deadline", "1", "--no-wait", "alpha");
        assertThat(drain.exitCode()).as(drain.errors()).isZero();

        cluster.await("the second attempt has ended", () -> {
            assertThat(cluster.engine.containersOf(id))
                    .as("the first container is removed before the second is made")
                    .hasSizeLessThanOrEqualTo(1);
            return cluster.job(id).path("finished_at").isString();
        });
        JsonNode job = cluster.job(id);
        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
        assertThat(job.path("executor_id").asString()).isEqualTo("beta");
        assertThat(job.path("max_retries").asInt()).isZero();
        assertThat(job.path("attempts")).hasSize(2);
        assertThat(job.path("attempts").get(0).path("status_reason").asString()).isEqualTo("executor_drained");
        assertThat(cluster.output(id)).isEqualTo("attempt 1\nattempt 2\n");
        assertThat(cluster.executor("alpha").path("drained").asBoolean()).isTrue();
    }

    @Tag("nightly")
    @Test
    void aDrainedMachineThatIsSwitchedOffCanBeForgotten() {
        ServiceProcess alpha = cluster.startExecutor("alpha", Map.of());
        cluster.startExecutor("beta", Map.of());
        String id = cluster.submit(Cluster.shell("sleep 2"));
        cluster.awaitStage(id, "running");

        ServiceProcess.CliResult drain = ServiceProcess.cli(cluster.cliEnvironment(), "drain", "alpha");

        assertThat(drain.output()).as(drain.errors()).isEqualTo("alpha\n");
        assertThat(cluster.awaitEnd(id).path("attempts")).hasSize(1);
        assertThat(ServiceProcess.cli(cluster.cliEnvironment(), "forget", "alpha")
                        .errors())
                .contains("not removed", "in contact");

        alpha.stop();
        cluster.await(
                "alpha is gone",
                () -> "gone".equals(cluster.executor("alpha").path("state").asString()));
        assertThat(ServiceProcess.cli(cluster.cliEnvironment(), "forget", "alpha")
                        .output())
                .isEqualTo("alpha\n");
        assertThat(cluster.executor("alpha")).isNull();
    }

    @Test
    void aBrokenMachineIsSetAsideAndDoesNotEatTheQueue() throws Exception {
        try (EngineProxy engine =
                EngineProxy.before(URI.create(EngineProbe.dockerHost()), directory.resolve("engine.sock"))) {
            cluster.startExecutor(
                    "alpha", Map.of("DOCKER_HOST", engine.address().toString()));
            cluster.startExecutor("beta", Map.of());
            engine.answer("POST /containers/[^/]+/start", 500, "{\"message\":\"failed to start shim\"}");

            List<String> ids = List.of(
                    cluster.submit(Cluster.shell("true")),
                    cluster.submit(Cluster.shell("true")),
                    cluster.submit(Cluster.shell("true")));
            for (String id : ids) {
                JsonNode job = cluster.awaitEnd(id, Duration.ofSeconds(90));
                assertThat(job.path("status").asString())
                        .as(job.toPrettyString())
                        .isEqualTo("succeeded");
                assertThat(job.path("executor_id").asString()).isEqualTo("beta");
            }

            JsonNode alpha = cluster.executor("alpha");
            assertThat(alpha.path("state").asString())
                    .as(alpha.toPrettyString())
                    .isEqualTo("set_aside");
            assertThat(alpha.path("state_reason").asString()).contains("3 jobs in a row", "container_start_failed");
            JsonNode next = cluster.runToEnd(Cluster.shell("true"));
            assertThat(next.path("attempts")).as("no attempt is lost there").hasSize(1);
            assertThat(next.path("executor_id").asString()).isEqualTo("beta");
            cluster.await(
                    "the scheduler's log says so",
                    () -> cluster.scheduler.logTail().contains("executor alpha is set aside for 30 s"));
        }
    }
}
