package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.test.EngineFault;
import io.dwr.test.EngineProxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The engine of an executor is out of reach for a while: its jobs go on, new ones go elsewhere, and everybody sees why. */
class EngineFaultTest {
    @TempDir
    private Path directory;

    private Cluster cluster;
    private EngineProxy engine;

    @BeforeEach
    void start() {
        cluster = new Cluster();
        engine = EngineProxy.before(URI.create(EngineProbe.dockerHost()), directory.resolve("engine.sock"));
        cluster.startExecutor("alpha", Map.of("DOCKER_HOST", engine.address().toString()));
    }

    @AfterEach
    void stop() {
        try (EngineProxy _ = engine) {
            cluster.checkAndClose();
        }
    }

    /** Case 95. */
    @Test
    void anEngineThatRefusesConnectionsCostsAJobNothing() {
        String id = cluster.submit(Cluster.shell("echo up; sleep 10; echo end; exit 6"));
        cluster.await("it prints", () -> cluster.output(id).contains("up"));

        engine.refuse("");
        engine.cut();

        goesOnElsewhereUntil(id, engine::heal);
    }

    /** Case 95, of an engine that accepts and never answers. */
    @Test
    @Tag("nightly")
    void anEngineThatHangsCostsAJobNothing() {
        String id = cluster.submit(Cluster.shell("echo up; sleep 60; echo end; exit 6"));
        cluster.await("it prints", () -> cluster.output(id).contains("up"));

        engine.freeze();

        goesOnElsewhereUntil(id, engine::thaw);
    }

    /** Case 95, with the row's thirty seconds. */
    @Test
    @Tag("nightly")
    void halfAMinuteOfRefusalLeavesTheJobItsOneContainer() {
        try (CreatedContainers created = cluster.engine.watchCreations()) {
            String id = cluster.submit(Cluster.shell("echo up; sleep 60; echo end; exit 6"));
            cluster.await("it prints", () -> cluster.output(id).contains("up"));
            Instant refusedUntil = Instant.now().plusSeconds(30);

            engine.refuse("");
            engine.cut();

            goesOnElsewhereUntil(id, () -> {
                while (Instant.now().isBefore(refusedUntil)) {
                    assertThat(cluster.job(id).path("stage").asString()).isEqualTo("running");
                    Cluster.pause(Duration.ofSeconds(1));
                }
                engine.heal();
            });
            assertThat(created.of(id)).isEqualTo(1);
        }
    }

    /** Case 101. */
    @ParameterizedTest
    @ValueSource(strings = {"POST /containers/create", "POST /containers/[^/]+/start"})
    @Tag("nightly")
    void aLostAnswerMakesOneContainerAndLeavesNoneBehind(String requests) {
        try (CreatedContainers created = cluster.engine.watchCreations()) {
            EngineFault lost = engine.dropAnswer(requests).times(1);

            String id = cluster.submit(Cluster.shell("echo once; sleep 2; exit 6"));

            JsonNode job = cluster.awaitEnd(id, Duration.ofSeconds(120));
            assertThat(lost.hits()).isEqualTo(1);
            assertThat(job.path("exit_code").asInt()).as(job.toPrettyString()).isEqualTo(6);
            assertThat(job.path("attempts")).hasSize(1);
            assertThat(cluster.output(id)).isEqualTo("once\n");
            Cluster.pause(Duration.ofSeconds(60));
            assertThat(created.of(id)).isEqualTo(1);
            assertThat(cluster.engine.containers()).isEmpty();
        }
    }

    private void goesOnElsewhereUntil(String id, Runnable theEngineIsBack) {
        cluster.await(
                "alpha takes no new job",
                () -> "set_aside".equals(cluster.executor("alpha").path("state").asString()));
        assertThat(cluster.executor("alpha").path("state_reason").asString()).contains("engine", "out of reach");
        assertThat(cluster.job(id).path("stage").asString()).isEqualTo("running");
        String other = cluster.submit(Cluster.shell("true"));
        cluster.awaitStage(other, "waiting");
        cluster.startExecutor("beta", Map.of());
        assertThat(cluster.awaitEnd(other).path("executor_id").asString()).isEqualTo("beta");

        theEngineIsBack.run();

        JsonNode job = cluster.awaitEnd(id, Duration.ofSeconds(120));
        assertThat(job.path("exit_code").asInt()).as(job.toPrettyString()).isEqualTo(6);
        assertThat(job.path("attempts")).hasSize(1);
        assertThat(cluster.output(id)).isEqualTo("up\nend\n");
        cluster.awaitReady("alpha");
    }
}
