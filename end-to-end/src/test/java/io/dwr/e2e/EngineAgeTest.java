package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.test.EngineProxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Case 103: an executor whose engine is of another age waits for one that it can speak to. */
@Tag("nightly")
class EngineAgeTest {
    /** Many times as long as the executor waits before it asks its engine again. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(15);

    @TempDir
    private Path directory;

    private Cluster cluster;
    private EngineProxy engine;

    @BeforeEach
    void start() {
        cluster = new Cluster();
        engine = EngineProxy.before(URI.create(EngineProbe.dockerHost()), directory.resolve("engine.sock"));
    }

    @AfterEach
    void stop() {
        try (EngineProxy _ = engine) {
            cluster.checkAndClose();
        }
    }

    @ParameterizedTest
    @CsvSource({"1.12,1.24", "1.60,1.70"})
    void anEngineOfAnotherAgeIsNamedOnceAndItsExecutorTakesNoJobUntilItIsReplaced(String least, String most) {
        engine.answer(
                "GET /version",
                200,
                "{\"Version\":\"x\",\"ApiVersion\":\"" + most + "\",\"MinAPIVersion\":\"" + least + "\"}");
        String words = "speaks API " + least + " to " + most + ", and this executor needs 1.40 to 1.44";
        ServiceProcess executor = cluster.launchExecutor(
                "alpha", Map.of("DOCKER_HOST", engine.address().toString()));
        cluster.await("it says so", () -> executor.logTail().contains(words));
        String id = cluster.submit(Cluster.shell("exit 3"));

        Cluster.pause(LONG_ENOUGH);

        executor.assertAlive();
        assertThat(executor.logTail())
                .containsOnlyOnce(words)
                .containsOnlyOnce("use an engine of version 19.03 or later")
                .doesNotContain("Exception");
        assertThat(cluster.executor("alpha")).isNull();
        assertThat(cluster.job(id).path("stage").asString()).isEqualTo("waiting");
        assertThat(cluster.engine.containersOf(id)).isEmpty();

        engine.heal();

        cluster.awaitReady("alpha");
        assertThat(cluster.awaitEnd(id).path("exit_code").asInt()).isEqualTo(3);
    }
}
