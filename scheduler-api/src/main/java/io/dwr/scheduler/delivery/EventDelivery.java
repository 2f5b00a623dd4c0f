package io.dwr.scheduler.delivery;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.Grant;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.LedgerEvents;
import io.dwr.redis.ledger.LedgerEvents.Event;
import io.dwr.scheduler.reconciliation.JobRepair;
import io.dwr.scheduler.workflow.JobWorkflows;
import io.dwr.scheduler.workflow.WorkflowsUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Delivers batches of events, those of one batch side by side. */
@Component
public final class EventDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);
    private static final int BATCH = 64;

    private final LedgerEvents events;
    private final Ledger ledger;
    private final JobWorkflows workflows;
    private final JobRepair repair;

    EventDelivery(LedgerEvents events, Ledger ledger, JobWorkflows workflows, JobRepair repair) {
        this.events = events;
        this.ledger = ledger;
        this.workflows = workflows;
        this.repair = repair;
    }

    /**
     * Takes new events and delivers them.
     *
     * @param wait most time to wait for the first
     */
    void deliverNew(String consumer, Duration wait) {
        deliver(events.read(consumer, BATCH, wait));
    }

    /** Delivers again what some scheduler took and did not finish within {@code idle}. */
    void deliverAbandoned(String consumer, Duration idle) {
        List<Event> abandoned = events.claim(consumer, BATCH, idle);
        while (!abandoned.isEmpty()) {
            deliver(abandoned);
            abandoned = abandoned.size() < BATCH ? List.of() : events.claim(consumer, BATCH, idle);
        }
    }

    private void deliver(List<Event> batch) {
        if (batch.isEmpty()) {
            return;
        }
        List<Future<?>> deliveries = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            batch.forEach(event -> deliveries.add(threads.submit(() -> deliver(event))));
        }
        List<Event> done = new ArrayList<>();
        RuntimeException away = null;
        for (int i = 0; i < batch.size(); i++) {
            try {
                deliveries.get(i).get();
                done.add(batch.get(i));
            } catch (ExecutionException failed) {
                away = asRuntime(failed);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        if (!done.isEmpty()) {
            events.acknowledge(done);
        }
        if (away != null) {
            throw away;
        }
    }

    private void deliver(Event event) {
        switch (event.kind()) {
            case GRANTED -> granted(event);
            case GONE -> gone(event);
            case MOVE -> move(event);
        }
    }

    private void granted(Event event) {
        JobId id = event.jobId();
        if (event.reservation() == null) {
            LOG.error("job {} attempt {}: a grant without a reservation is dropped", id, event.attempt());
            return;
        }
        String executor = event.reservation().executorId();
        if (workflows.granted(new Grant(id, event.attempt(), event.reservation()))) {
            LOG.info("job {} attempt {}: granted room on executor {}", id, event.attempt(), executor);
            return;
        }
        LOG.info(
                "job {} attempt {}: its workflow is closed; the room granted on executor {} is freed",
                id,
                event.attempt(),
                executor);
        // A repeated grant may belong to a container that is still to be stopped.
        if (!repair.repair(id)) {
            ledger.release(id, event.attempt());
        }
    }

    private void gone(Event event) {
        JobId id = event.jobId();
        if (workflows.gone(id, event.attempt())) {
            LOG.info("job {} attempt {}: its container is gone", id, event.attempt());
            return;
        }
        LOG.info("job {} attempt {}: its container is gone and its workflow is closed", id, event.attempt());
        repair.repair(id);
    }

    private void move(Event event) {
        JobId id = event.jobId();
        String executor =
                event.reservation() == null ? "?" : event.reservation().executorId();
        String reason = "executor " + executor + " is drained, and its deadline has passed";
        if (workflows.move(id, event.attempt(), reason)) {
            LOG.info("job {} attempt {}: is moved, since {}", id, event.attempt(), reason);
            return;
        }
        LOG.info("job {} attempt {}: was to be moved, and its workflow is closed", id, event.attempt());
        repair.repair(id);
    }

    private static RuntimeException asRuntime(ExecutionException failed) {
        return failed.getCause() instanceof RuntimeException cause
                ? cause
                : new WorkflowsUnavailableException("an event could not be delivered.", failed);
    }
}
