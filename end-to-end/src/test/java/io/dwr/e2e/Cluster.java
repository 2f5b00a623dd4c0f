package io.dwr.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.test.FreePort;
import io.dwr.test.RedisServer;
import io.dwr.test.TemporalServer;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole installation for one test class: Redis, Temporal and the scheduler, and executors as the test wants them, all
 * real processes on free ports, with a cluster label of its own on the shared engine.
 */
final class Cluster implements AutoCloseable {
    /** Time out of contact after which an executor is lost: short, so that tests of loss are. */
    static final Duration LOST_AFTER = Duration.ofSeconds(12);

    /** Longest wait for anything that should happen soon on a busy machine. */
    static final Duration SOON = Duration.ofSeconds(60);

    final RedisServer redis;
    final TemporalServer temporal;
    final EngineProbe engine;
    final ServiceProcess scheduler;
    final Api api;
    final String address;

    private final Path directory;
    private final String label = "test-" + UUID.randomUUID();
    private final Map<String, String> furtherSettings;
    private final Map<String, ServiceProcess> executors = new LinkedHashMap<>();
    private final List<ServiceProcess> services = new ArrayList<>();

    Cluster() {
        this(Map.of());
    }

    /** With further settings of the scheduler. */
    Cluster(Map<String, String> furtherSettings) {
        this.furtherSettings = furtherSettings;
        this.directory = temporaryDirectory();
        this.redis = RedisServer.start();
        this.temporal = TemporalServer.start(directory.resolve("temporal"));
        this.engine = new EngineProbe(EngineProbe.dockerHost(), label);
        engine.makeImages();
        int port = FreePort.find();
        this.address = "http://127.0.0.1:" + port;
        this.scheduler = ServiceProcess.scheduler("scheduler", schedulerSettings(port), directory);
        this.api = answering(scheduler, address);
    }

    /** One more scheduler beside the first. */
    Api startAnotherScheduler() {
        int port = FreePort.find();
        ServiceProcess another =
                ServiceProcess.scheduler("scheduler-" + (services.size() + 1), schedulerSettings(port), directory);
        return answering(another, "http://127.0.0.1:" + port);
    }

    private Api answering(ServiceProcess one, String itsAddress) {
        services.add(one);
        Api itsApi = new Api(itsAddress);
        await(one + " answers", () -> {
            one.assertAlive();
            return itsApi.healthy();
        });
        return itsApi;
    }

    private Map<String, String> schedulerSettings(int port) {
        Map<String, String> environment = common();
        environment.put("SCHEDULER_API_PORT", Integer.toString(port));
        environment.put("RECONCILIATION_INTERVAL", "2");
        environment.put("RECONCILIATION_AGE", "3");
        environment.putAll(furtherSettings);
        return environment;
    }

    /** Starts an executor with 1 CPU and 1 GiB unless {@code settings} say otherwise, and waits until it is ready. */
    ServiceProcess startExecutor(String id, Map<String, String> settings) {
        ServiceProcess executor = launchExecutor(id, settings);
        awaitReady(id);
        return executor;
    }

    /** Starts an executor as {@link #startExecutor} does, and waits for nothing. */
    ServiceProcess launchExecutor(String id, Map<String, String> settings) {
        Map<String, String> environment = common();
        environment.put("EXECUTOR_ID", id);
        environment.put("EXECUTOR_IP", "10.9.8.7");
        environment.put("EXECUTOR_CLUSTER", label);
        environment.put("EXECUTOR_STATE_DIR", directory.resolve("state-" + id).toString());
        environment.put("EXECUTOR_CPU_CORES", "1");
        environment.put("EXECUTOR_MEMORY_GB", "1");
        environment.put("DOCKER_HOST", EngineProbe.dockerHost());
        environment.putAll(settings);
        ServiceProcess executor = ServiceProcess.executor(id, environment, directory);
        executors.put(id, executor);
        services.add(executor);
        return executor;
    }

    void awaitReady(String id) {
        await("executor " + id + " is ready", () -> {
            executors.get(id).assertAlive();
            return executor(id) != null
                    && "ready".equals(executor(id).path("state").asString());
        });
    }

    /** The executor as the API lists it, null when it does not. */
    JsonNode executor(String id) {
        for (JsonNode executor : api.get("/executors").json().path("executors")) {
            if (executor.path("executor_id").asString().equals(id)) {
                return executor;
            }
        }
        return null;
    }

    /** A small request: 0.1 CPU and 16 MiB, so that many fit. */
    static ObjectNode request(String... command) {
        ObjectNode request = Api.object();
        request.put("docker_image", EngineProbe.BOX);
        request.put("cpu_cores", 0.1);
        request.put("memory", "16Mi");
        request.put("grace_period", 2);
        List.of(command).forEach(request.putArray("command")::add);
        return request;
    }

    static ObjectNode shell(String script) {
        return request("sh", "-c", script);
    }

    String submit(ObjectNode request) {
        Api.Answer answer = api.post("/jobs", request.toString());
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().path("job_id").asString();
    }

    JsonNode job(String id) {
        Api.Answer answer = api.get("/jobs/" + id + "?log_lines=1000");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    JsonNode awaitEnd(String id) {
        return awaitEnd(id, SOON);
    }

    JsonNode awaitEnd(String id, Duration limit) {
        await(
                "job " + id + " has ended",
                limit,
                () -> job(id).path("finished_at").isString());
        return job(id);
    }

    JsonNode runToEnd(ObjectNode request) {
        return awaitEnd(submit(request));
    }

    void awaitStage(String id, String stage) {
        await(
                "job " + id + " is " + stage,
                () -> stage.equals(job(id).path("stage").asString()));
    }

    /** The text of the job's own output, as a download gives it. */
    String output(String id) {
        return api.get("/jobs/" + id + "/logs?timestamps=false").body();
    }

    /** The log as any Redis client reads it. */
    List<String> storedLog(String id) {
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.port())) {
            return client.connect().sync().lrange("job_logs:" + id, 0, -1);
        }
    }

    void await(String what, Supplier<Boolean> condition) {
        await(what, SOON, condition);
    }

    void await(String what, Duration limit, Supplier<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .atMost(limit)
                    .pollInterval(Duration.ofMillis(100))
                    .until(condition::get);
        } catch (org.awaitility.core.ConditionTimeoutException tooLate) {
            throw new AssertionError(tooLate.getMessage() + "\n" + logs(), tooLate);
        }
    }

    String logs() {
        return services.stream()
                .map(service -> "--- " + service + '\n' + service.logTail() + '\n')
                .collect(Collectors.joining());
    }

    Map<String, String> cliEnvironment() {
        return Map.of("DWR_SERVER", address);
    }

    /** Closes it after the standing checks, which a test that leaves something on purpose does without. */
    void checkAndClose() {
        try {
            new StandingChecks(this).assertHeld(services);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        services.reversed().forEach(ServiceProcess::close);
        stopGuards();
        engine.removeAll();
        engine.close();
        temporal.close();
        redis.close();
        FileSystemUtils.deleteRecursively(directory.toFile());
    }

    /** The process number of an executor's guard. */
    long guard(String id) {
        try {
            return Long.parseLong(Files.readString(guardFile(id)).strip());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Path guardFile(String id) {
        return directory.resolve("state-" + id).resolve("guard.pid");
    }

    private void stopGuards() {
        for (String id : executors.keySet()) {
            if (Files.exists(guardFile(id))) {
                ProcessHandle.of(guard(id)).ifPresent(ProcessHandle::destroy);
            }
        }
    }

    private Map<String, String> common() {
        Map<String, String> environment = new HashMap<>();
        environment.put("REDIS_HOST", "127.0.0.1");
        environment.put("REDIS_PORT", Integer.toString(redis.port()));
        environment.put("TEMPORAL_ADDRESS", temporal.address());
        environment.put("LOST_AFTER", Long.toString(LOST_AFTER.toSeconds()));
        return environment;
    }

    static void pause(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("dwr-end-to-end-");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
