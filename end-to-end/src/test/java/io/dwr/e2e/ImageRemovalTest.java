package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.test.FakeRegistry;
import io.dwr.test.TinyImage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Somebody deletes images that jobs are about to use. */
@Tag("nightly")
class ImageRemovalTest {
    private static final int JOBS = 10;
    private static final int ENOUGH_REMOVALS = 20;
    private static final int MOST_ROUNDS = 10;

    /** About what each turn of a shell's loop of {@code docker rmi -f} takes. */
    private static final Duration BETWEEN_REMOVALS = Duration.ofMillis(25);

    private final FakeRegistry registry = FakeRegistry.start();
    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = new Cluster();
        cluster.startExecutor("alpha", Map.of());
    }

    @AfterEach
    void stop() {
        cluster.close();
        registry.close();
    }

    /** Case 43: ten jobs at a time, until enough removals have hit. */
    @Test
    void jobsSucceedWhileTheirImageIsDeletedOverAndOver() throws InterruptedException {
        String image = registry.serve("box", TinyImage.small()).reference();
        AtomicInteger removals = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Thread remover = Thread.ofPlatform().daemon().start(() -> {
            while (!over.get()) {
                if (cluster.engine.untag(image)) {
                    removals.incrementAndGet();
                }
                Cluster.pause(BETWEEN_REMOVALS);
            }
        });
        try {
            for (int round = 0; round < MOST_ROUNDS && removals.get() < ENOUGH_REMOVALS; round++) {
                List<String> ids = IntStream.range(0, JOBS)
                        .mapToObj(_ -> cluster.submit(job(image)))
                        .toList();
                ids.forEach(id -> succeedsAtTheFirstAttempt(cluster.awaitEnd(id, Cluster.SOON.multipliedBy(3))));
            }
            assertThat(removals.get()).as("removals that hit").isGreaterThanOrEqualTo(ENOUGH_REMOVALS);
        } finally {
            over.set(true);
            remover.join();
            cluster.engine.untag(image);
        }
    }

    private static ObjectNode job(String image) {
        ObjectNode request = Cluster.shell("echo made; exit 0");
        request.put("docker_image", image);
        return request;
    }

    private static void succeedsAtTheFirstAttempt(JsonNode job) {
        assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
        assertThat(job.path("attempts")).as(job.toPrettyString()).hasSize(1);
    }
}
