package io.dwr.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.docker.DockerContainerEngine;
import io.dwr.executor.engine.docker.TestEngine;
import io.dwr.model.executor.ExecutorView;
import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.PullPolicy;
import io.dwr.model.job.RunPolicy;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.model.placement.Resources;
import io.dwr.redis.RedisSettings;
import io.dwr.redis.RedisStores;
import io.dwr.test.RedisServer;
import io.dwr.test.TemporalServer;
import io.dwr.workflow.ContainerActivity.RunRequest;
import io.dwr.workflow.PayloadConverters;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An executor as a process, new for each test, with a real Temporal, Redis and engine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ExecutorProcessStory {
    static final Duration SOON = Duration.ofSeconds(60);

    /** So long that no guard ends a container while its executor starts again on a busy machine. */
    static final int LOST_AFTER = 40;

    static final int SHORT_LOST_AFTER = 20;
    static final String QUEUE = "runs";
    static final Requirements SMALL = Requirements.of(new Resources(100, 32L << 20), GpuRequirements.NONE);

    Path shared;
    final String cluster = "test-" + UUID.randomUUID().toString().substring(0, 8);
    RedisServer redis;
    TemporalServer temporal;
    RedisStores stores;
    WorkflowServiceStubs stubs;
    WorkerFactory factory;
    WorkflowClient client;
    DockerContainerEngine engine;
    ExecutorProcess executor;
    int number;

    @BeforeAll
    void startServers(@TempDir Path directory) {
        shared = directory;
        redis = RedisServer.start();
        temporal = TemporalServer.start(shared.resolve("temporal"));
        stores = RedisStores.connect(new RedisSettings(redis.host(), redis.port(), null, 0));
        stores.ledgerRecovery().closed().ifPresent(stores.ledgerRecovery()::reopen);
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporal.address())
                .build());
        client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setDataConverter(PayloadConverters.dataConverter())
                        .build());
        factory = WorkerFactory.newInstance(client);
        factory.newWorker(QUEUE).registerWorkflowImplementationTypes(RunWorkflowImpl.class);
        factory.start();
        engine = new DockerContainerEngine(TestEngine.host(), 10);
    }

    @AfterAll
    void stopServers() {
        factory.shutdownNow();
        stubs.shutdownNow();
        stores.close();
        temporal.close();
        redis.close();
        engine.close();
    }

    @BeforeEach
    void startExecutor() {
        number++;
        executor = launch(state(), LOST_AFTER);
        await("executor ready")
                .atMost(SOON)
                .until(() -> stores.ledger().executors().stream()
                        .map(ExecutorView::id)
                        .anyMatch(id -> id.value().equals(executorId())));
    }

    @AfterEach
    void stopExecutor() {
        executor.close();
        for (ContainerFacts container : engine.list(Map.of("dwr.cluster", cluster))) {
            engine.kill(container.id());
            engine.remove(container.id());
        }
    }

    ExecutorProcess launch(Path state, int lostAfter) {
        return new ExecutorProcess(executorId(), cluster, state, temporal.address(), redis, lostAfter);
    }

    Path state() {
        return shared.resolve("state-" + number);
    }

    String executorId() {
        return "process-" + number;
    }

    List<ContainerFacts> containers() {
        return engine.list(Map.of("dwr.cluster", cluster, "dwr.executor", executorId()));
    }

    Run submit(String script) {
        JobId job = JobId.timeOrdered(System.currentTimeMillis(), UUID.randomUUID());
        ContainerSpec container = new ContainerSpec(
                "box:latest",
                List.of("sh", "-c", script),
                List.of(),
                Map.of(),
                List.of(),
                null,
                null,
                PullPolicy.MISSING,
                null,
                true,
                false);
        JobSpec spec = new JobSpec(null, Map.of(), container, SMALL, new RunPolicy(null, 0, 5, 0, 50, "default"));
        stores.jobStore().create(job, spec, Instant.now(), null);
        Set<String> others = stores.ledger().executors().stream()
                .map(view -> view.id().value())
                .filter(id -> !id.equals(executorId()))
                .collect(Collectors.toSet());
        Requirements here =
                new Requirements(SMALL.resources(), SMALL.gpus(), Set.of(), Set.of(), Map.of(), Map.of(), others);
        Placement placement = stores.ledger().reserve(job, 1, new Rank(50, System.currentTimeMillis()), here, Set.of());
        Reservation reservation = placement.reservation();
        assertThat(reservation).isNotNull();
        RunRequest request = new RunRequest(job, 1, container, SMALL, reservation, Map.of(), 0, 5);
        WorkflowStub workflow = client.newUntypedWorkflowStub(
                "RunWorkflow",
                WorkflowOptions.newBuilder()
                        .setWorkflowId("run-" + job)
                        .setTaskQueue(QUEUE)
                        .build());
        workflow.start("executor-" + executorId(), request);
        return new Run(job, workflow);
    }

    String stdout(JobId job) {
        return stores.jobLogStore().tail(job, 100_000).stream()
                .map(io.dwr.model.log.LogLine::parse)
                .filter(line -> line.source() == io.dwr.model.log.LogSource.STDOUT)
                .map(line -> line.text() + "\n")
                .collect(Collectors.joining());
    }

    String awaitContainer() {
        await("container")
                .atMost(SOON)
                .until(() ->
                        containers().stream().anyMatch(container -> container.state() == ContainerFacts.State.RUNNING));
        return containers().getFirst().id();
    }

    record Run(JobId job, WorkflowStub workflow) {
        Outcome outcome() {
            try {
                return workflow.getResult(90, TimeUnit.SECONDS, Outcome.class);
            } catch (java.util.concurrent.TimeoutException tooLong) {
                throw new AssertionError("no outcome of " + job, tooLong);
            }
        }
    }
}
