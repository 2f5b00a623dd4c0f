package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An abort that arrives in the very moment of the end. */
@Tag("nightly")
class AbortRaceTest {
    private static final int JOBS = 100;

    /** On a busy machine the news of a start comes too late for many. */
    private static final int MOST_JOBS = 600;

    private static final int AT_ONCE = 5;
    private static final long SEED = 91;

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

    /** Case 91. */
    @Test
    void eachJobHasOneEndThatStands() throws Exception {
        Map<String, String> ends = new ConcurrentHashMap<>();
        AtomicInteger inTime = new AtomicInteger();
        try (ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE)) {
            Random random = new Random(SEED);
            List<Callable<Void>> races = new ArrayList<>();
            for (int job = 0; job < MOST_JOBS; job++) {
                int afterMillis = 950 + random.nextInt(100);
                races.add(() -> {
                    if (inTime.get() < JOBS) {
                        String id = race(afterMillis, inTime);
                        ends.put(id, end(cluster.awaitEnd(id)));
                    }
                    return null;
                });
            }
            for (Future<Void> race : callers.invokeAll(races)) {
                race.get();
            }
        }
        assertThat(inTime.get()).as("aborts that met the moment of the end").isGreaterThanOrEqualTo(JOBS);
        assertThat(ends.values())
                .anyMatch(end -> end.startsWith("succeeded "))
                .anyMatch(end -> end.startsWith("aborted "));
        assertThat(listed()).containsAllEntriesOf(ends);

        Cluster.pause(Duration.ofSeconds(60));

        assertThat(listed()).containsAllEntriesOf(ends);
        ends.forEach((id, end) -> {
            assertThat(end(cluster.job(id))).isEqualTo(end);
            assertThat(endedEvents(id)).containsExactly(end);
            assertThat(end).startsWith(result(id));
        });
        assertThat(cluster.engine.containers()).isEmpty();
        assertThat(cluster.executor("alpha").path("running_jobs").asInt()).isZero();
    }

    /** Aborts a job so long after its start; late only where the news of the start came late. */
    private String race(int afterMillis, AtomicInteger inTime) {
        String id = cluster.submit(Cluster.shell("sleep 1"));
        cluster.await("it has begun", () -> cluster.job(id).path("started_at").isString());
        Instant started = Instant.parse(cluster.job(id).path("started_at").asString());
        Duration left = Duration.between(Instant.now(), started.plusMillis(afterMillis));
        if (left.isPositive()) {
            Cluster.pause(left);
        }
        if (Instant.now().isBefore(started.plusMillis(1050))) {
            inTime.incrementAndGet();
        }
        cluster.api.delete("/jobs/" + id);
        return id;
    }

    private Map<String, String> listed() {
        return StreamSupport.stream(cluster.api.get("/jobs?limit=1000").json().spliterator(), false)
                .collect(Collectors.toMap(job -> job.path("job_id").asString(), AbortRaceTest::end));
    }

    private List<String> endedEvents(String id) {
        return StreamSupport.stream(
                        cluster.api.get("/jobs/" + id + "/events").json().spliterator(), false)
                .filter(event -> event.path("event").asString().equals("ended"))
                .map(event -> event.path("message").asString().replaceFirst(":.*", "") + " "
                        + event.path("reason").asString() + " " + event.path("exit_code") + " "
                        + event.path("time").asString())
                .toList();
    }

    /** An end of its own is a success: only what was stopped is aborted. */
    private static String end(JsonNode job) {
        String status = job.path("status").asString();
        assertThat(status).as(job.toPrettyString()).isIn("succeeded", "aborted");
        if (status.equals("succeeded")) {
            assertThat(job.path("exit_code").asInt(-1)).as(job.toPrettyString()).isZero();
        }
        return status + " " + job.path("status_reason").asString() + " " + job.path("exit_code") + " "
                + job.path("finished_at").asString();
    }

    /** What the workflow returned, or what it failed with. */
    private String result(String id) {
        JsonNode events = Api.parse(
                        cluster.temporal.cli("workflow", "show", "--workflow-id", "job-" + id, "-o", "json"))
                .path("events");
        String data = events.get(events.size() - 1)
                .findValue("payloads")
                .get(0)
                .path("data")
                .asString();
        JsonNode end = Api.parse(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8));
        return (end.path("status").asString() + " " + end.path("reason").asString()).toLowerCase(Locale.ROOT) + " "
                + end.path("exit_code") + " ";
    }
}
