package io.dwr.executor;

import io.dwr.executor.attempt.ContainerActivityWorker;
import io.dwr.executor.contact.DeliveryInterceptor;
import io.dwr.executor.identity.ExecutorProfile;
import io.dwr.executor.identity.StateDirectory;
import io.dwr.executor.settings.ExecutorSettings;
import io.dwr.workflow.PayloadConverters;
import io.dwr.workflow.TemporalConnection;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls this executor's own task queue. */
final class TemporalWorker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TemporalWorker.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration HAND_OVER = Duration.ofSeconds(5);
    private static final Duration LAST_POLLS = Duration.ofMillis(500);

    private final ContainerActivityWorker activity;
    private final DeliveryInterceptor interceptor;
    private final WorkflowServiceStubs stubs;
    private final WorkerFactory factory;
    private final Thread starting;
    private boolean paused;

    TemporalWorker(
            ExecutorSettings settings,
            ExecutorProfile profile,
            DeliveryInterceptor interceptor,
            ContainerActivityWorker activity) {
        this.activity = activity;
        this.interceptor = interceptor;
        this.stubs = WorkflowServiceStubs.newServiceStubs(
                TemporalConnection.options(settings.temporal().address(), interceptor)
                        .setRpcTimeout(ANSWER)
                        .build());
        String identity = "executor-" + profile.id() + "@" + StateDirectory.hostName() + ":"
                + ProcessHandle.current().pid();
        WorkflowClient client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(settings.temporal().namespace())
                        .setDataConverter(PayloadConverters.dataConverter())
                        .setIdentity(identity)
                        .build());
        this.factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build());
        Worker worker = factory.newWorker(profile.id().taskQueue(), options(settings, identity));
        worker.registerActivitiesImplementations(activity);
        this.starting = Thread.ofVirtual().name("temporal-start").unstarted(this::startFactory);
    }

    private static WorkerOptions options(ExecutorSettings settings, String identity) {
        return WorkerOptions.newBuilder()
                .setIdentity(identity)
                .setMaxConcurrentActivityExecutionSize(2 * settings.offer().maxJobs())
                .setMaxConcurrentActivityTaskPollers(2)
                .setMaxHeartbeatThrottleInterval(settings.timing().signInterval())
                .setDefaultHeartbeatThrottleInterval(settings.timing().signInterval())
                .setUsingVirtualThreads(true)
                .build();
    }

    /** Takes deliveries, from now on or again. */
    synchronized void serve() {
        if (starting.getState() == Thread.State.NEW) {
            starting.start();
        }
        if (paused) {
            paused = false;
            factory.resumePolling();
        }
    }

    /** Takes no more deliveries; what is under way goes on. */
    synchronized void pause() {
        if (!paused && starting.getState() != Thread.State.NEW) {
            paused = true;
            factory.suspendPolling();
        }
    }

    /** The interceptor says when Temporal is away; here it is only tried again. */
    private void startFactory() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                factory.start();
                return;
            } catch (RuntimeException notYet) {
                log.debug("Temporal is not ready", notYet);
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Takes no more, and gives back what is under way for the next process. Polls that are still open then are cut off
     * before what was given back is handed out again, since they would take it.
     */
    @Override
    public void close() {
        starting.interrupt();
        factory.shutdown();
        activity.handOver();
        interceptor.awaitAnswered(HAND_OVER);
        factory.awaitTermination(LAST_POLLS.toMillis(), TimeUnit.MILLISECONDS);
        stubs.shutdownNow();
    }
}
