package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.EngineException;
import io.dwr.executor.engine.EngineUnavailableException;
import io.dwr.executor.identity.ImageLabels;
import io.dwr.executor.journal.JournalEntry;
import io.dwr.executor.journal.JournalException;
import io.dwr.executor.log.AttemptLog;
import io.dwr.executor.log.AttemptLogs;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.executor.HeldResources;
import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one attempt from its first delivery to its outcome, however often it is delivered. The outcome is known only
 * after the container is gone and its log is stored.
 */
final class AttemptSupervisor {
    private static final Logger log = LoggerFactory.getLogger(AttemptSupervisor.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MOST_FAULTS = 10;

    private final AttemptTools tools;
    private final RunRequest request;
    private final HeldAttempt attempt;
    private final @Nullable String earlierContainer;
    private final StopWish stop = new StopWish();
    private final StageTeller stages;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private boolean fresh;
    private boolean engineBroke;
    private @Nullable Instant awaySince;
    private volatile @Nullable String containerId;
    private volatile @Nullable AttemptLog openLog;

    /**
     * @param first whether nothing of this attempt can have happened before
     * @param earlierContainer the container that an earlier delivery told of; null when it told of none
     */
    AttemptSupervisor(AttemptTools tools, RunRequest request, boolean first, @Nullable String earlierContainer) {
        this.tools = tools;
        this.request = request;
        this.attempt = new HeldAttempt(request.jobId(), request.attempt());
        this.fresh = first;
        this.earlierContainer = earlierContainer;
        this.stages = new StageTeller(tools.ledger(), attempt);
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    HeldAttempt attempt() {
        return attempt;
    }

    HeldResources held() {
        return new HeldResources(
                attempt,
                request.requirements().resources(),
                request.reservation().gpuUuids());
    }

    StageTeller stages() {
        return stages;
    }

    @Nullable
    String containerId() {
        return containerId;
    }

    /** Writes a line of this system into the log of an attempt that runs. */
    void tell(String sentence) {
        AttemptLog attemptLog = openLog;
        if (attemptLog == null || containerId == null) {
            return;
        }
        try {
            attemptLog.system(sentence);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks for the container to be stopped; the first wish stands. */
    void stop(StopCause cause) {
        stop.wish(cause);
    }

    /** Kills the container without any grace. */
    void kill(StopCause cause) {
        String id = containerId;
        if (id != null) {
            stop.killed();
        }
        stop.wish(cause);
        if (id == null) {
            return;
        }
        ContainerStop.note(tools.journal(), attempt, stop, tools.clock().instant());
        try {
            tools.engine().kill(id);
        } catch (EngineException notNow) {
            log.warn("container {} of {} cannot be killed yet: {}", id, attempt, notNow.getMessage());
        }
    }

    /**
     * @param over run once the outcome is known
     */
    void begin(Runnable over) {
        Thread.ofVirtual()
                .name("attempt-" + attempt.jobId() + "-" + attempt.attempt())
                .start(() -> run(over));
    }

    private void run(Runnable over) {
        try {
            outcome.complete(supervise());
        } catch (InterruptedException | RuntimeException | Error broken) {
            log.error("supervision of {} broke", attempt, broken);
            outcome.completeExceptionally(broken);
        } finally {
            tools.usage().end(attempt);
            over.run();
        }
    }

    private Outcome supervise() throws InterruptedException {
        Optional<JournalEntry> known = tools.journal().find(attempt);
        if (known.isPresent()) {
            fresh = false;
            containerId = known.get().containerId();
            takeOver(known.get().stop());
        }
        Outcome ended = known.map(JournalEntry::outcome).orElse(null);
        if (ended == null) {
            AttemptLog attemptLog = openLog();
            openLog = attemptLog;
            ended = ended(attemptLog);
            openLog = null;
            ended = ended.withUsage(tools.usage().end(attempt)).withImage(stages.image());
            attemptLog.close("attempt " + attempt.attempt() + " ended: " + ended.message());
            new PostMortems(tools, request).keep(containerId, ended);
            new OutcomeKeeper(tools).keep(attempt, ended);
        }
        new ContainerRemoval(tools, attempt).untilGone(containerId);
        tools.contacts().forget(attempt);
        return ended;
    }

    private void takeOver(JournalEntry.@Nullable Stop begun) {
        if (begun != null) {
            stop.takeOver(StopCause.valueOf(begun.cause()), begun.at());
        }
    }

    private AttemptLog openLog() throws InterruptedException {
        ContainerSpec spec = request.container();
        while (true) {
            try {
                return tools.logs().open(attempt, new AttemptLogs.Kind(spec.tty(), spec.init()));
            } catch (LedgerUnavailableException away) {
                stopWithoutLog();
                Thread.sleep(PAUSE);
            }
        }
    }

    /** Neither a wish to stop nor the run timeout waits until the log store is back. */
    private void stopWithoutLog() {
        try {
            Optional<ContainerFacts> found = find();
            if (found.isPresent()) {
                containerId = found.get().id();
                new ContainerStop(tools, request, found.get().id(), stop, stages).ifOverdue(found.get());
            }
        } catch (AttemptEnd | EngineException later) {
            log.debug("{} is looked at when its log can be continued", attempt, later);
        }
    }

    /** Goes on until the attempt has ended, whatever becomes of the engine. */
    private Outcome ended(AttemptLog attemptLog) throws InterruptedException {
        int faults = 0;
        while (true) {
            try {
                return attempted(attemptLog);
            } catch (AttemptEnd end) {
                return withoutProgram(end);
            } catch (EngineUnavailableException away) {
                engineBroke = engineBroke || stages.current() == Stage.RUNNING;
                Instant now = tools.clock().instant();
                awaySince = awaySince == null || containerId != null ? now : awaySince;
                if (containerId == null && Duration.between(awaySince, now).compareTo(tools.engineOutage()) > 0) {
                    return withoutProgram(
                            new AttemptEnd(StatusReason.ENGINE_UNAVAILABLE, String.valueOf(away.getMessage()), away));
                }
                Thread.sleep(PAUSE);
            } catch (EngineException | CrashedStepException odd) {
                log.warn("{} is looked at again: {}", attempt, odd.getMessage());
                Thread.sleep(PAUSE);
            } catch (InterruptedException over) {
                throw over;
            } catch (Exception fault) {
                log.error("fault in the supervision of {}", attempt, fault);
                faults++;
                if (containerId == null || faults > MOST_FAULTS) {
                    return withoutProgram(
                            new AttemptEnd(StatusReason.EXECUTOR_ERROR, "a fault of the executor: " + fault, fault));
                }
                Thread.sleep(PAUSE.multipliedBy(faults));
            }
            fresh = false;
        }
    }

    private Outcome withoutProgram(AttemptEnd end) {
        StopCause cause = stop.cause();
        boolean stopped = cause != null && end.reason() == StatusReason.ABORTED;
        return new Outcome(
                stopped && cause != null ? cause.reason() : end.reason(),
                end.exitCode(),
                stopped && cause != null ? cause.sentence() : end.sentence(),
                containerId,
                null,
                tools.clock().instant());
    }

    private Outcome attempted(AttemptLog attemptLog) throws InterruptedException, CrashedStepException {
        Optional<ContainerFacts> found = find();
        if (found.isEmpty()) {
            containerId = prepared(attemptLog);
            journalBeforeStart(containerId);
        } else {
            containerId = found.get().id();
            if (stages.image() == null) {
                stages.noteImage(ImageLabels.read(found.get().labels()));
            }
            if (found.get().state() == State.CREATED) {
                journalBeforeStart(found.get().id());
            } else {
                journalAdopted(found.get().id());
            }
        }
        ContainerRun run = new ContainerRun(tools, request, containerId, stop, stages, attemptLog);
        return run.toEnd(found.orElse(null), engineBroke);
    }

    private String prepared(AttemptLog attemptLog) throws InterruptedException, CrashedStepException {
        try (AttemptPreparation preparation = new AttemptPreparation(tools, request, stop, stages)) {
            preparation.fetchImage();
            awaySince = null;
            preparation.awaitLeave();
            return preparation.create(attemptLog);
        }
    }

    private void journalBeforeStart(String id) {
        try {
            tools.journal().created(attempt, id);
        } catch (JournalException unwritable) {
            throw new AttemptEnd(StatusReason.EXECUTOR_ERROR, String.valueOf(unwritable.getMessage()), unwritable);
        }
    }

    /** What runs already is known by its labels, too: a disk that cannot be written costs it nothing. */
    private void journalAdopted(String id) {
        try {
            tools.journal().created(attempt, id);
        } catch (JournalException unwritable) {
            log.error("container {} of {} is not on disk, and goes on: {}", id, attempt, unwritable.getMessage());
        }
    }

    /** The container of this attempt, if one was made; one that was made and is gone ends the attempt. */
    private Optional<ContainerFacts> find() {
        String id = containerId == null ? earlierContainer : containerId;
        if (id == null) {
            id = fresh ? null : listed();
        }
        if (id == null) {
            return Optional.empty();
        }
        Optional<ContainerFacts> found = tools.engine().inspect(id);
        if (found.isEmpty()) {
            throw new AttemptEnd(
                    StatusReason.CONTAINER_LOST,
                    "container " + id + " was removed from outside, and nobody knows how it ended",
                    null);
        }
        return found;
    }

    private @Nullable String listed() {
        List<ContainerFacts> listed =
                tools.engine().list(tools.profile().attemptLabels(attempt.jobId(), attempt.attempt()));
        return listed.isEmpty() ? null : listed.getFirst().id();
    }
}
