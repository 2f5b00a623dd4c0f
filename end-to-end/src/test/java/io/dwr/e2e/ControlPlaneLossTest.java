package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The scheduler, Redis or Temporal die: what was accepted is neither lost nor done twice. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPlaneLossTest {
    private Cluster cluster;

    @BeforeAll
    void start() {
        cluster = new Cluster();
        cluster.startExecutor("alpha", Map.of());
    }

    @AfterAll
    void stop() {
        cluster.checkAndClose();
    }

    @Test
    void aKilledSchedulerLosesNeitherRunningNorWaitingJobs() {
        String running = cluster.submit(whole("echo up; sleep 6; exit 3"));
        cluster.await("it prints", () -> cluster.output(running).contains("up"));
        String waiting = cluster.submit(whole("echo second"));
        cluster.awaitStage(waiting, "waiting");

        cluster.scheduler.kill();
        Cluster.pause(Duration.ofSeconds(1));
        cluster.scheduler.start();
        cluster.await("the scheduler is back", cluster.api::healthy);

        assertThat(cluster.awaitEnd(running).path("exit_code").asInt()).isEqualTo(3);
        JsonNode second = cluster.awaitEnd(waiting);
        assertThat(second.path("status").asString()).isEqualTo("succeeded");
        assertThat(cluster.job(running).path("attempts")).hasSize(1);
    }

    /** Case 115. */
    @Test
    void severalSchedulersShareTheWorkAndOneMayDie() throws Exception {
        List<Api> apis = List.of(cluster.api, cluster.startAnotherScheduler(), cluster.startAnotherScheduler());
        ObjectNode quarter = Cluster.request("sleep", "0.2");
        quarter.put("cpu_cores", 0.25);
        Queue<String> ids = new ConcurrentLinkedQueue<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(12)) {
            clients.invokeAll(IntStream.range(0, 40)
                            .<Callable<Boolean>>mapToObj(number -> () -> {
                                Api.Answer answer =
                                        apis.get(number % apis.size()).post("/jobs", quarter.toString());
                                assertThat(answer.status()).as(answer.body()).isEqualTo(201);
                                return ids.add(answer.json().path("job_id").asString());
                            })
                            .toList())
                    .forEach(Future::resultNow);
        }
        cluster.scheduler.kill();

        cluster.await("all jobs have ended", Cluster.SOON.multipliedBy(2), () -> {
            assertThat(cluster.engine.containers().stream().filter(container -> "running".equals(container.getState())))
                    .hasSizeLessThanOrEqualTo(4);
            return ids.stream()
                    .allMatch(id -> apis.get(1)
                            .get("/jobs/" + id)
                            .json()
                            .path("finished_at")
                            .isString());
        });
        cluster.scheduler.start();
        cluster.await("the scheduler is back", cluster.api::healthy);
        assertThat(ids).hasSize(40);
        for (String id : ids) {
            JsonNode job = cluster.job(id);
            assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
            assertThat(job.path("attempts")).hasSize(1);
        }
    }

    /** Case 123. */
    @Test
    void aRestartOfRedisCostsRunningJobsAndTheirFollowersNothing(@TempDir Path directory) throws Exception {
        List<String> ids = IntStream.range(0, 5)
                .mapToObj(number -> cluster.submit(Cluster.shell("echo up; sleep 8; echo end")))
                .toList();
        Path followed = directory.resolve("followed");
        Process follower =
                ServiceProcess.startCli(cluster.cliEnvironment(), followed, "logs", "--follow", ids.getFirst());
        ids.forEach(id -> cluster.await("it prints", () -> cluster.output(id).contains("up")));
        cluster.await("it is followed", () -> text(followed).startsWith("up\n"));

        cluster.redis.restart();
        cluster.await("the scheduler is healthy", cluster.api::healthy);

        for (String id : ids) {
            JsonNode job = cluster.awaitEnd(id);
            assertThat(job.path("status").asString()).as(job.toPrettyString()).isEqualTo("succeeded");
            assertThat(cluster.output(id)).isEqualTo("up\nend\n");
        }
        assertThat(follower.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(text(followed)).isEqualTo("up\nend\n");
        assertThat(cluster.runToEnd(Cluster.request("true")).path("status").asString())
                .isEqualTo("succeeded");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void aRestartOfTemporalCostsARunningJobNothing() {
        String id = cluster.submit(Cluster.shell("echo up; sleep 4; echo end; exit 4"));
        cluster.await("it prints", () -> cluster.output(id).contains("up"));

        cluster.temporal.restart();

        JsonNode job = cluster.awaitEnd(id);
        assertThat(job.path("exit_code").asInt()).as(job.toPrettyString()).isEqualTo(4);
        assertThat(job.path("attempts")).hasSize(1);
    }

    @Test
    void oneIdempotencyKeyIsOneJobHoweverOftenItIsSent() throws Exception {
        String body = Cluster.request("echo", "once").toString();
        Callable<String> submission = () -> {
            Api.Answer answer = cluster.api.post("/jobs", body, "Idempotency-Key", "the-same-key");
            assertThat(answer.status()).as(answer.body()).isIn(200, 201);
            return answer.json().path("job_id").asString();
        };
        List<String> ids;
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = clients.invokeAll(
                    IntStream.range(0, 20).mapToObj(number -> submission).toList());
            ids = answers.stream().map(Future::resultNow).distinct().toList();
        }

        assertThat(ids).hasSize(1);
        cluster.awaitEnd(ids.getFirst());
        assertThat(cluster.output(ids.getFirst())).isEqualTo("once\n");
        assertThat(cluster.api
                        .post("/jobs", Cluster.request("false").toString(), "Idempotency-Key", "the-same-key")
                        .status())
                .isEqualTo(422);
    }

    private static ObjectNode whole(String script) {
        ObjectNode request = Cluster.shell(script);
        request.put("cpu_cores", 1);
        return request;
    }
}
