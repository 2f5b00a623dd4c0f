package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.EngineException;
import io.dwr.executor.engine.EngineUnavailableException;
import io.dwr.executor.identity.ImageLabels;
import io.dwr.executor.journal.JournalException;
import io.dwr.executor.log.AttemptLog;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one attempt from wherever it stands to its end: with no container yet, with one that was created, that runs,
 * or that has ended. Every round looks at the engine anew.
 */
final class AttemptCourse {
    private static final Logger log = LoggerFactory.getLogger(AttemptCourse.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MOST_FAULTS = 10;
    private static final Set<Stage> PROGRAM_RUNS = EnumSet.of(Stage.RUNNING, Stage.STOPPING);

    private final AttemptTools tools;
    private final RunRequest request;
    private final HeldAttempt attempt;
    private final StopWish stop;
    private final StageTeller stages;
    private final @Nullable String earlierContainer;
    private boolean fresh;
    private boolean engineBroke;
    private @Nullable Instant awaySince;
    private volatile @Nullable String containerId;

    /**
     * @param first whether nothing of this attempt can have happened before
     * @param earlierContainer the container that an earlier delivery told of; null when it told of none
     */
    AttemptCourse(
            AttemptTools tools,
            RunRequest request,
            StopWish stop,
            StageTeller stages,
            boolean first,
            @Nullable String earlierContainer) {
        this.tools = tools;
        this.request = request;
        this.attempt = new HeldAttempt(request.jobId(), request.attempt());
        this.stop = stop;
        this.stages = stages;
        this.fresh = first;
        this.earlierContainer = earlierContainer;
    }

    @Nullable
    String containerId() {
        return containerId;
    }

    /** The journal knows of the attempt: something of it may have happened. */
    void begunBefore(@Nullable String knownContainer) {
        fresh = false;
        containerId = knownContainer;
    }

    /** Neither a wish to stop nor the run timeout waits until the log store is back. */
    void stopWithoutLog() {
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
    Outcome toEnd(AttemptLog attemptLog) throws InterruptedException {
        int faults = 0;
        while (true) {
            try {
                return attempted(attemptLog);
            } catch (AttemptEnd end) {
                return withoutProgram(end);
            } catch (EngineUnavailableException away) {
                engineBroke = engineBroke || PROGRAM_RUNS.contains(stages.current());
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
