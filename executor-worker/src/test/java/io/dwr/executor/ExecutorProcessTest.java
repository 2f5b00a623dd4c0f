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
import io.dwr.model.job.StatusReason;
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
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The executor as a process, with a real Temporal, Redis and engine: what its death, return and end cost a job. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExecutorProcessTest {
    private static final int LOST_AFTER = 20;
    private static final String QUEUE = "runs";
    private static final Requirements SMALL = Requirements.of(new Resources(100, 32L << 20), GpuRequirements.NONE);

    private Path shared;
    private final String cluster = "test-" + UUID.randomUUID().toString().substring(0, 8);
    private RedisServer redis;
    private TemporalServer temporal;
    private RedisStores stores;
    private WorkflowServiceStubs stubs;
    private WorkerFactory factory;
    private WorkflowClient client;
    private DockerContainerEngine engine;
    private ExecutorProcess executor;
    private int number;

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
        executor = new ExecutorProcess(
                executorId(), cluster, shared.resolve("state-" + number), temporal.address(), redis, LOST_AFTER);
        await("executor ready")
                .atMost(Duration.ofSeconds(40))
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

    private String executorId() {
        return "process-" + number;
    }

    private List<ContainerFacts> containers() {
        return engine.list(Map.of("dwr.cluster", cluster, "dwr.executor", executorId()));
    }

    private Run submit(String script) {
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
        workflow.start("executor-" + executorId(), LOST_AFTER, request);
        return new Run(job, workflow);
    }

    private String stdout(JobId job) {
        return stores.jobLogStore().tail(job, 100_000).stream()
                .map(io.dwr.model.log.LogLine::parse)
                .filter(line -> line.source() == io.dwr.model.log.LogSource.STDOUT)
                .map(line -> line.text() + "\n")
                .collect(Collectors.joining());
    }

    private String awaitContainer() {
        await("container")
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        containers().stream().anyMatch(container -> container.state() == ContainerFacts.State.RUNNING));
        return containers().getFirst().id();
    }

    private record Run(JobId job, WorkflowStub workflow) {
        Outcome outcome() {
            try {
                return workflow.getResult(90, TimeUnit.SECONDS, Outcome.class);
            } catch (java.util.concurrent.TimeoutException tooLong) {
                throw new AssertionError("no outcome of " + job, tooLong);
            }
        }
    }

    @Test
    void aJobRunsThroughAllParts() {
        Run run = submit("echo hello");

        assertThat(run.outcome().reason()).isEqualTo(StatusReason.COMPLETED);
        assertThat(stdout(run.job())).isEqualTo("hello\n");
        assertThat(containers()).isEmpty();
    }

    /** Case 107. */
    @Test
    void aCrashOfTheWorkerCostsTheJobNothing() throws InterruptedException {
        Run run = submit("i=1; while [ $i -le 80 ]; do echo $i; i=$((i+1)); sleep 0.1; done; exit 5");
        String container = awaitContainer();
        Thread.sleep(2000);

        executor.crash();

        Outcome outcome = run.outcome();
        assertThat(outcome.exitCode()).isEqualTo(5);
        assertThat(outcome.containerId()).isEqualTo(container);
        assertThat(stdout(run.job()))
                .isEqualTo(IntStream.rangeClosed(1, 80)
                        .mapToObj(line -> line + "\n")
                        .collect(Collectors.joining()));
        assertThat(containers()).isEmpty();
    }

    @Test
    void aContainerThatEndsWhileTheWorkerIsDeadHasItsTrueEnd() throws InterruptedException {
        Run run = submit("echo before; sleep 3; echo after; exit 9");
        awaitContainer();
        Thread.sleep(500);
        executor.kill();
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        containers().stream().allMatch(container -> container.state() == ContainerFacts.State.ENDED));

        executor.crash();

        assertThat(run.outcome().exitCode()).isEqualTo(9);
        assertThat(stdout(run.job())).isEqualTo("before\nafter\n");
    }

    @Test
    void anEndInGoodOrderHandsOverHoweverSoonAndOften() {
        Run run = submit("i=1; while [ $i -le 100 ]; do echo $i; i=$((i+1)); sleep 0.1; done; exit 4");
        String container = awaitContainer();

        executor.restart();
        executor.restart();

        Outcome outcome = run.outcome();
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.containerId()).isEqualTo(container);
        assertThat(stdout(run.job()))
                .isEqualTo(IntStream.rangeClosed(1, 100)
                        .mapToObj(line -> line + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void anAbortIsPushedAndAnsweredWithAValue() {
        Run run = submit("trap 'echo bye; exit 7' TERM; while true; do sleep 0.1; done");
        awaitContainer();
        Instant asked = Instant.now();

        run.workflow().signal("abort");

        await().atMost(Duration.ofSeconds(10)).until(() -> containers().isEmpty());
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(4));
        Outcome outcome = run.outcome();
        assertThat(outcome.reason()).isEqualTo(StatusReason.ABORTED);
        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(stdout(run.job())).isEqualTo("bye\n");
    }

    @Test
    void aSecondProcessOfTheSameExecutorIsTurnedAway() {
        try (ExecutorProcess second = new ExecutorProcess(
                executorId(), cluster, shared.resolve("state-" + number), temporal.address(), redis, LOST_AFTER)) {
            assertThat(second.awaitEnd()).isEqualTo(2);
            assertThat(second.output()).contains("another executor process holds", "process " + executor.pid());
        }
    }

    /** With a disk of its own it cannot know of the first one: the ledger tells it. */
    @Test
    void aSecondProcessOfTheSameExecutorElsewhereTakesNothing() {
        try (ExecutorProcess second = new ExecutorProcess(
                executorId(), cluster, shared.resolve("state-elsewhere"), temporal.address(), redis, LOST_AFTER)) {
            await("it is turned away")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> second.output().contains("is executor \"" + executorId() + "\" already"));

            for (int job = 0; job < 2; job++) {
                assertThat(submit("true").outcome().reason()).isEqualTo(StatusReason.COMPLETED);
            }

            assertThat(shared.resolve("state-elsewhere/journal")).isEmptyDirectory();
            assertThat(shared.resolve("state-elsewhere/guard.pid")).doesNotExist();
            assertThat(second.isAlive()).isTrue();
        }
    }

    /** Case 111. */
    @Test
    void anotherAddressMakesNoOtherExecutor() {
        Run run = submit("echo one; sleep 12; echo two; exit 4");
        String container = awaitContainer();

        executor.kill();
        executor.moveTo("192.0.2.77");
        executor.crash();

        Outcome outcome = run.outcome();
        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.containerId()).isEqualTo(container);
        assertThat(stores.ledger().executors().stream()
                        .filter(view -> view.id().value().equals(executorId()))
                        .map(ExecutorView::ip))
                .containsExactly("192.0.2.77");
    }

    @Test
    void whatIsAwayAtTheStartIsSaidOnceAndWaitedFor() throws InterruptedException {
        try (ExecutorProcess early = new ExecutorProcess(
                "early",
                cluster,
                shared.resolve("state-early"),
                "127.0.0.1:9",
                "127.0.0.1",
                9,
                TestEngine.host(),
                LOST_AFTER)) {
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> early.output().contains("Temporal at 127.0.0.1:9 is out of reach")
                            && early.output().contains("Redis at 127.0.0.1:9 is out of reach"));
            Thread.sleep(5000);
            assertThat(early.isAlive()).isTrue();
            assertThat(early.output().split("is out of reach", -1)).hasSize(3);
        }
    }

    @Test
    void anEngineThatIsAwayAtTheStartIsSaidOnceAndWaitedFor() throws InterruptedException {
        try (ExecutorProcess early = new ExecutorProcess(
                "early",
                cluster,
                shared.resolve("state-early-engine"),
                temporal.address(),
                redis.host(),
                redis.port(),
                URI.create("unix:///nonexistent/docker.sock"),
                LOST_AFTER)) {
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> early.output()
                            .contains("The container engine at unix:///nonexistent/docker.sock is out of reach"));
            Thread.sleep(4000);
            assertThat(early.isAlive()).isTrue();
            assertThat(early.output().split("is out of reach", -1)).hasSize(2);
        }
    }

    @Test
    void aGuardThatDiesIsStartedAgain() {
        await().atMost(Duration.ofSeconds(20)).until(() -> guard().isPresent());
        ProcessHandle first = guard().orElseThrow();

        first.destroyForcibly();

        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        guard().filter(second -> second.pid() != first.pid()).isPresent());
    }

    private Optional<ProcessHandle> guard() {
        try {
            String pid = Files.readString(shared.resolve("state-" + number + "/guard.pid"));
            return ProcessHandle.of(Long.parseLong(pid.strip())).filter(ProcessHandle::isAlive);
        } catch (IOException | NumberFormatException notYet) {
            return Optional.empty();
        }
    }

    /** The worker is dead for good: its guard ends the container before the job may run elsewhere. */
    @Test
    void theGuardKillsWhatADeadWorkerLeft() {
        submit("while true; do sleep 1; done");
        awaitContainer();

        executor.kill();

        await().atMost(Duration.ofSeconds(LOST_AFTER + 2))
                .until(() -> containers().stream()
                        .noneMatch(container -> container.state() == ContainerFacts.State.RUNNING));
    }
}
