package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.test.OwnEngine;
import io.dwr.test.RegistryServer;
import io.dwr.test.TinyImage;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The disk of one engine of two has no room for an image. Starts an engine on a small disk, which needs root. */
@Tag("nightly")
class FullEngineDiskTest {
    private static final int SMALL = 32;
    private static final int LARGE = 512;
    private static final int IMAGE_BYTES = 40 << 20;

    private Cluster cluster;
    private OwnEngine small;
    private RegistryServer registry;
    private String image;

    @BeforeEach
    void start() {
        registry = RegistryServer.start();
        image = TinyImage.padded(IMAGE_BYTES).pushTo(registry.address(), "large");
        small = OwnEngine.withDisk(SMALL);
        cluster = new Cluster();
        cluster.startExecutor("alpha", Map.of("DOCKER_HOST", small.host().toString()));
        cluster.startExecutor("beta", Map.of());
    }

    @AfterEach
    void stop() {
        cluster.engine.removeImage(image);
        cluster.close();
        small.close();
        registry.close();
    }

    /** Case 41. */
    @Test
    void theJobRunsWhereThereIsRoomAndNoOtherTriesInVain() {
        JsonNode job = cluster.runToEnd(withLargeImage());

        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
        assertThat(executors(job)).as(job.toPrettyString()).containsExactly("alpha", "beta");
        JsonNode first = job.path("attempts").get(0);
        assertThat(first.path("status_reason").asString()).isEqualTo("executor_no_space");
        assertThat(first.path("status_message").asString()).contains(image, "no space left on device");
        JsonNode alpha = cluster.executor("alpha");
        assertThat(alpha.path("state").asString()).isEqualTo("set_aside");
        assertThat(alpha.path("state_reason").asString()).contains("executor_no_space", "no space left on device");

        List<String> more = Stream.generate(() -> cluster.submit(withLargeImage()))
                .limit(20)
                .toList();
        List<JsonNode> ends = more.stream()
                .map(id -> cluster.awaitEnd(id, Cluster.SOON.multipliedBy(4)))
                .toList();
        assertThat(ends).allMatch(end -> "succeeded".equals(end.path("status").asString()));
        assertThat(ends.stream().flatMap(end -> executors(end).stream()).filter("alpha"::equals))
                .as("only the one that tried whether there is room again")
                .hasSizeLessThanOrEqualTo(1);

        small.resizeDisk(LARGE);
        cluster.api.post("/executors/beta/cordon", "");
        JsonNode last = cluster.awaitEnd(cluster.submit(withLargeImage()), Cluster.SOON.multipliedBy(5));
        assertThat(last.path("status").asString()).as(last.toPrettyString()).isEqualTo("succeeded");
        assertThat(executors(last)).as(last.toPrettyString()).containsExactly("alpha");
        cluster.awaitReady("alpha");
    }

    private ObjectNode withLargeImage() {
        ObjectNode request = Cluster.request("true");
        request.put("docker_image", image);
        request.put("network_mode", "none");
        request.put("max_retries", 0);
        return request;
    }

    private static List<String> executors(JsonNode job) {
        return job.path("attempts")
                .valueStream()
                .map(attempt -> attempt.path("executor_id").asString())
                .toList();
    }
}
