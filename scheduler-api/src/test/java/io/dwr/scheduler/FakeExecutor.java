package io.dwr.scheduler;

import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.Engine;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.ExecutorReport.Health;
import io.dwr.model.executor.ExecutorReport.ProcessIds;
import io.dwr.model.executor.ExecutorReport.Site;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.executor.Gpu;
import io.dwr.model.executor.HostState;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.Limit;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.PullProgress;
import io.dwr.model.job.PullRetry;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import io.dwr.model.placement.Resources;
import io.dwr.redis.RedisStores;
import io.dwr.workflow.ContainerActivity;
import io.dwr.workflow.PayloadConverters;
import io.temporal.activity.Activity;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An executor without an engine: it registers, takes attempts from its queue, logs what {@code echo} would print, and
 * lets {@code sleep} run until it is told to stop. The first argument is the program; {@code sleep-on} and
 * {@code break-on} do it on the executor that they name, and are done at once on any other.
 */
public final class FakeExecutor implements AutoCloseable {
    private static final long GIB = 1L << 30;

    /** The image that is fetched. */
    public static final String DIGEST = "sha256:" + "ab".repeat(32);

    /** How far {@code fetch}, which gets no further, and {@code fetch-again} come: half of it, at the third try. */
    private static final ImageUse FETCHED = new ImageUse(
            "sha256:" + "cd".repeat(32),
            DIGEST,
            new PullProgress(
                    4,
                    1,
                    2_000_000,
                    1_000_000,
                    300L,
                    60L,
                    List.of(
                            new PullRetry(Instant.parse("2026-01-01T00:00:00Z"), "the connection broke off"),
                            new PullRetry(Instant.parse("2026-01-01T00:00:01Z"), "it broke off again"))));

    private final RedisStores stores;
    private final ExecutorId id;
    private final WorkflowServiceStubs service;
    private final WorkerFactory factory;
    private final Thread heartbeat;
    private final int cores;
    private final int gib;
    private final int gpus;
    private final String process = UUID.randomUUID().toString();

    /** Registers an executor of some cores and GiB, with GPUs of one model. What others left waiting does not get it. */
    public FakeExecutor(Stack stack, String id, int cores, int gib, int gpus) {
        stack.abortWhatWaits();
        this.stores = stack.stores;
        this.id = new ExecutorId(id);
        this.cores = cores;
        this.gib = gib;
        this.gpus = gpus;
        service = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(stack.temporal.address())
                .build());
        factory = WorkerFactory.newInstance(WorkflowClient.newInstance(
                service,
                WorkflowClientOptions.newBuilder()
                        .setDataConverter(PayloadConverters.dataConverter())
                        .build()));
        WorkerOptions learnsOfAbortsSoon = WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(Duration.ofMillis(200))
                .build();
        factory.newWorker(this.id.taskQueue(), learnsOfAbortsSoon).registerActivitiesImplementations(new Containers());
        factory.start();
        report(null);
        heartbeat = Thread.ofVirtual().start(this::beat);
    }

    @Override
    public void close() {
        stores.ledger().setState(id, ExecutorState.CORDONED);
        heartbeat.interrupt();
        factory.shutdownNow();
        service.shutdownNow();
    }

    /** Out of contact with the ledger, while Temporal goes on hearing of it. */
    public void fallSilent() {
        heartbeat.interrupt();
    }

    /** Says why it takes no new jobs, or with null that it does. */
    public void report(@Nullable String trouble) {
        stores.ledger().report(fullReport(trouble), Stack.LOST_AFTER);
    }

    private ExecutorReport fullReport(@Nullable String trouble) {
        Resources resources = new Resources(cores * 1000L, gib * GIB);
        List<Gpu> devices = IntStream.range(0, gpus)
                .mapToObj(n -> new Gpu("GPU-" + id + "-" + n, "NVIDIA A100", 40_960))
                .toList();
        return new ExecutorReport(
                id,
                new Site("10.0.0.7", "host-of-" + id, "eu", "eu-1", Map.of("disk", "ssd")),
                new Capacity(resources, devices, 100),
                new Engine("engine-" + id, "20.10", resources),
                new ProcessIds(process, null),
                new Health(HostState.of(0.25, 0.5), trouble),
                List.of());
    }

    private void beat() {
        try {
            while (true) {
                stores.ledger().heartbeat(id, process, List.of());
                Thread.sleep(Duration.ofMillis(500));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Containers implements ContainerActivity {
        @Override
        public Outcome run(RunRequest request) {
            if (!stores.ledger().begin(request.jobId(), request.attempt(), id)) {
                return outcome(StatusReason.EXECUTOR_ERROR, null, "not reserved here", null);
            }
            Instant started = Instant.now();
            List<String> command = request.container().command();
            boolean fetching = command.equals(List.of("fetch"));
            stores.ledger()
                    .progress(
                            request.jobId(),
                            request.attempt(),
                            fetching ? Stage.PULLING : Stage.RUNNING,
                            fetching ? null : started);
            return switch (command.isEmpty() ? "true" : command.getFirst()) {
                case "echo" -> {
                    log(request, String.join(" ", command.subList(1, command.size())));
                    yield outcome(StatusReason.COMPLETED, 0, "completed", started);
                }
                case "false" -> outcome(StatusReason.EXIT_CODE, 1, "exit code 1", started);
                case "lose-a-child" -> {
                    Outcome completed = outcome(StatusReason.COMPLETED, 0, "completed", started);
                    yield completed.withCause(completed.cause().withLimit(new Limit(Limit.Kind.MEMORY, 64L)));
                }
                case "fetch-again" ->
                    outcome(StatusReason.COMPLETED, 0, "completed", started).withImage(FETCHED);
                case "fetch" -> {
                    stores.ledger().tellImage(request.jobId(), request.attempt(), FETCHED);
                    yield sleep(started);
                }
                case "sleep" -> sleep(started);
                case "sleep-on" ->
                    id.value().equals(command.get(1))
                            ? sleep(started)
                            : outcome(StatusReason.COMPLETED, 0, "completed", started);
                case "break-on" ->
                    id.value().equals(command.get(1))
                            ? outcome(StatusReason.EXECUTOR_ERROR, null, "the disk is gone", null)
                            : outcome(StatusReason.COMPLETED, 0, "completed", started);
                default -> outcome(StatusReason.COMPLETED, 0, "completed", started);
            };
        }

        private Outcome sleep(Instant started) {
            try {
                while (true) {
                    Activity.getExecutionContext().heartbeat(null);
                    Thread.sleep(100);
                }
            } catch (ActivityCompletionException | InterruptedException stopped) {
                return outcome(StatusReason.ABORTED, 143, "stopped", started);
            }
        }

        private void log(RunRequest request, String text) {
            LogLine line = new LogLine(Instant.now(), LogSource.STDOUT, false, text);
            stores.jobLogStore().append(request.jobId(), request.attempt(), 0, List.of(line), "1");
        }

        private Outcome outcome(StatusReason reason, Integer exitCode, String message, Instant started) {
            return new Outcome(reason, exitCode, message, "container", started, Instant.now());
        }
    }
}
