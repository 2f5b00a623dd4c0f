package io.dwr.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobSpec;
import io.dwr.model.job.PullPolicy;
import io.dwr.model.job.RunPolicy;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.model.placement.Resources;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test of the life of one job with skipped time, against a ledger and executors that follow a script. */
abstract class WorkflowStory {
    static final JobId JOB = new JobId("019c0000-0000-7000-8000-000000000001");
    static final Reservation ALPHA = new Reservation("alpha", "10.0.0.1", List.of());
    static final Reservation BETA = new Reservation("beta", "10.0.0.2", List.of());
    /** No executor polls its task queue. */
    static final Reservation NOBODY = new Reservation("nobody", "10.0.0.9", List.of());

    /** For tests that lose an attempt: the in-memory server does not skip time while an activity waits for its executor. */
    static final int SHORT_LOST_AFTER = 4;

    /** So long that no pause of this machine loses an attempt, unless a test wants to. */
    int lostAfterSeconds = 60;

    final ScriptedLedger ledger = new ScriptedLedger();
    final ScriptedExecutor alpha = new ScriptedExecutor();
    final ScriptedExecutor beta = new ScriptedExecutor();
    TestWorkflowEnvironment temporal;
    WorkflowClient client;

    @BeforeEach
    void startTemporal() {
        temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(PayloadConverters.dataConverter())
                        .build())
                .build());
        client = temporal.getWorkflowClient();
        Worker scheduler = temporal.newWorker(JobWorkflow.TASK_QUEUE);
        scheduler.registerWorkflowImplementationTypes(JobWorkflowImpl.class);
        scheduler.registerActivitiesImplementations(ledger);
        newExecutor("alpha", alpha);
        newExecutor("beta", beta);
        temporal.start();
    }

    /** It learns of a cancellation by its heartbeat, and soon. */
    private void newExecutor(String id, ScriptedExecutor executor) {
        WorkerOptions options = WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(200))
                .build();
        temporal.newWorker("executor-" + id, options).registerActivitiesImplementations(executor);
    }

    @AfterEach
    void stopTemporal() {
        temporal.close();
    }

    WorkflowStub start(RunPolicy policy) {
        WorkflowStub job = client.newUntypedWorkflowStub(
                "JobWorkflow",
                WorkflowOptions.newBuilder()
                        .setTaskQueue(JobWorkflow.TASK_QUEUE)
                        .setWorkflowId(JOB.workflowId())
                        .build());
        job.start(new JobInput(JOB, spec(policy), new Rank(50, 0), lostAfterSeconds));
        return job;
    }

    static ApplicationFailure failureOf(WorkflowStub job) {
        WorkflowFailedException failed =
                catchThrowableOfType(WorkflowFailedException.class, () -> job.getResult(FinalRecord.class));
        assertThat(failed).isNotNull();
        assertThat(failed.getCause()).isInstanceOf(ApplicationFailure.class);
        return (ApplicationFailure) failed.getCause();
    }

    void awaitCall(String call) {
        await("waited for " + call, () -> ledger.calls.contains(call));
    }

    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            temporal.sleep(Duration.ofMillis(100));
        }
    }

    List<EventType> events() {
        return client.fetchHistory(JOB.workflowId()).getEvents().stream()
                .map(event -> event.getEventType())
                .toList();
    }

    static RunPolicy policy(Long allocationTimeout, int maxRetries) {
        return new RunPolicy(allocationTimeout, 3600, 10, maxRetries, 50, "default");
    }

    static JobSpec spec(RunPolicy policy) {
        return new JobSpec(
                "demo",
                Map.of(),
                new ContainerSpec(
                        "alpine:latest",
                        List.of("echo", "hi"),
                        List.of(),
                        Map.of("A", ""),
                        List.of(),
                        null,
                        null,
                        PullPolicy.MISSING,
                        null,
                        true,
                        false),
                Requirements.of(new Resources(1000, 1L << 30), GpuRequirements.NONE),
                policy);
    }
}
