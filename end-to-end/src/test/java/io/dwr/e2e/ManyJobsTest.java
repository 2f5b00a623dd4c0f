package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Many jobs on few places. */
@Tag("nightly")
class ManyJobsTest {
    private static final int JOBS = 1000;
    private static final int PLACES = 4;
    private static final List<String> STATUSES = List.of("pending", "running", "succeeded", "failed", "aborted");

    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = new Cluster();
        cluster.startExecutor("alpha", Map.of("EXECUTOR_MAX_JOBS", Integer.toString(PLACES)));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    /** Case 152, a tenth of it. */
    @Test
    void aThousandJobsEndOnceEach() throws Exception {
        ConcurrentLinkedQueue<String> ids = new ConcurrentLinkedQueue<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> submissions = IntStream.range(0, JOBS)
                    .<Callable<Boolean>>mapToObj(number -> () -> ids.add(cluster.submit(Cluster.request("true"))))
                    .toList();
            clients.invokeAll(submissions).forEach(Future::resultNow);
        }
        assertThat(ids.stream().distinct()).hasSize(JOBS);

        cluster.await("all have ended", Duration.ofMinutes(15), () -> {
            assertThat(cluster.engine.containers().stream().filter(container -> "running".equals(container.getState())))
                    .hasSizeLessThanOrEqualTo(PLACES);
            Cluster.pause(Duration.ofSeconds(1));
            return count("succeeded") + count("failed") + count("aborted") == JOBS;
        });

        assertThat(STATUSES.stream().map(this::count)).containsExactly(0, 0, JOBS, 0, 0);
        cluster.await("all room is free", () -> {
            JsonNode alpha = cluster.executor("alpha");
            return alpha.path("running_jobs").asInt() == 0
                    && alpha.path("available_cpu_cores").asDouble() == 1.0
                    && cluster.engine.containers().isEmpty();
        });
    }

    private int count(String status) {
        Api.Answer answer = cluster.api.get("/jobs?limit=" + JOBS + "&status_filter=" + status);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().size();
    }
}
