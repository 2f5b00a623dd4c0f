package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.test.OwnEngine;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The engine of one executor of two stops and takes its containers with it. Starts that engine, which needs root. */
@Tag("nightly")
class EngineRestartTest {
    private Cluster cluster;
    private OwnEngine own;

    @BeforeEach
    void start() {
        cluster = new Cluster();
        own = OwnEngine.start(false);
        own.load(EngineProbe.BOX, EngineProbe.dockerHost());
        cluster.startExecutor("alpha", Map.of("DOCKER_HOST", own.host().toString()));
    }

    @AfterEach
    void stop() {
        try (OwnEngine _ = own) {
            cluster.checkAndClose();
        }
    }

    /** Case 93. */
    @Test
    void aJobThatMayNotBeRetriedRunsElsewhere() {
        ObjectNode request = Cluster.shell("trap '' TERM; echo attempt $ATTEMPT; test $ATTEMPT = 2 || sleep 600");
        request.put("network_mode", "none");
        request.put("max_retries", 0);
        String id = cluster.submit(request);
        cluster.await("it prints", () -> cluster.output(id).contains("attempt 1"));
        cluster.startExecutor("beta", Map.of());

        own.restart();

        JsonNode job = cluster.awaitEnd(id, Cluster.SOON.multipliedBy(2));
        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
        assertThat(job.path("attempts").valueStream())
                .extracting(attempt -> attempt.path("status_reason").asString() + " "
                        + attempt.path("exit_code").asInt(-1) + " "
                        + attempt.path("executor_id").asString())
                .as(job.toPrettyString())
                .containsExactly("engine_restarted 137 alpha", "completed 0 beta");
        assertThat(cluster.output(id)).isEqualTo("attempt 1\nattempt 2\n");
        cluster.awaitReady("alpha");
    }
}
