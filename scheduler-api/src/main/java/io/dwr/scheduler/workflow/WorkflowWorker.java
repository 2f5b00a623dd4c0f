package io.dwr.scheduler.workflow;

import io.dwr.scheduler.settings.TemporalSettings;
import io.grpc.ManagedChannel;
import io.temporal.worker.WorkerFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The life of the worker of job workflows. It starts as soon as Temporal answers and not before, so that a scheduler
 * whose Temporal is away still serves what it can; it stops before the connections do, and waits for work in hand when
 * there is a Temporal to take it.
 */
final class WorkflowWorker implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(WorkflowWorker.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(2);
    private static final Duration WORK_IN_HAND = Duration.ofSeconds(10);
    private static final int TRIES_PER_WARNING = 15;

    private final WorkerFactory factory;
    private final TemporalSettings temporal;
    private final Thread starter;
    private volatile boolean running;

    WorkflowWorker(WorkerFactory factory, TemporalSettings temporal) {
        this.factory = factory;
        this.temporal = temporal;
        this.starter = Thread.ofVirtual().name("workflow-worker-start").unstarted(this::startOnceTemporalAnswers);
    }

    @Override
    public void start() {
        running = true;
        starter.start();
    }

    @Override
    public void stop() {
        running = false;
        starter.interrupt();
        if (!factory.isStarted()) {
            return;
        }
        if (isTemporalAway()) {
            factory.shutdownNow();
        } else {
            factory.shutdown();
        }
        factory.awaitTermination(WORK_IN_HAND.toMillis(), TimeUnit.MILLISECONDS);
        LOG.info("workflow worker stopped; open jobs go on when a scheduler is back");
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Work in hand can be handed to nobody then, and polls that wait for the connection would wait on. */
    private boolean isTemporalAway() {
        ManagedChannel channel =
                factory.getWorkflowClient().getWorkflowServiceStubs().getRawChannel();
        return switch (channel.getState(false)) {
            case READY, IDLE -> false;
            case CONNECTING, TRANSIENT_FAILURE, SHUTDOWN -> true;
        };
    }

    private void startOnceTemporalAnswers() {
        for (int tries = 0; running; tries++) {
            try {
                factory.start();
                LOG.info("workflow worker started on Temporal at {}", temporal.address());
                return;
            } catch (RuntimeException away) {
                warn(tries, away);
            }
            try {
                Thread.sleep(BETWEEN_TRIES);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void warn(int tries, RuntimeException cause) {
        if (running && tries % TRIES_PER_WARNING == 0) {
            LOG.warn(
                    "Temporal at {}, namespace {}, does not take the workflow worker ({}): jobs do not go on; start the"
                            + " server or correct TEMPORAL_ADDRESS; trying again every {} s",
                    temporal.address(),
                    temporal.namespace(),
                    cause.getMessage(),
                    BETWEEN_TRIES.toSeconds());
        }
    }
}
