package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.EngineException;
import io.dwr.executor.engine.EngineUnavailableException;
import io.dwr.executor.engine.ImageMissingException;
import io.dwr.executor.engine.ImagePullException;
import io.dwr.executor.journal.JournalEntry;
import io.dwr.executor.journal.JournalException;
import io.dwr.executor.log.AttemptLog;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.redis.log.JobLogStore;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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

    private final AttemptTools tools;
    private final RunRequest request;
    private final HeldAttempt attempt;
    private final @Nullable String earlierContainer;
    private final StopWish stop = new StopWish();
    private final StageTeller stages;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private boolean fresh;
    private boolean engineBroke;
    private volatile @Nullable String containerId;

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

    StageTeller stages() {
        return stages;
    }

    @Nullable
    String containerId() {
        return containerId;
    }

    /** Asks for the container to be stopped; the first wish stands. */
    void stop(StopCause cause) {
        stop.wish(cause);
    }

    /** Kills the container without any grace. */
    void kill(StopCause cause) {
        stop.wish(cause);
        String id = containerId;
        if (id == null) {
            return;
        }
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
            over.run();
        }
    }

    private Outcome supervise() throws InterruptedException {
        Optional<JournalEntry> known = tools.journal().find(attempt);
        if (known.isPresent()) {
            fresh = false;
            containerId = known.get().containerId();
            Outcome ended = known.get().outcome();
            if (ended != null) {
                remove();
                return ended;
            }
        }
        AttemptLog attemptLog = openLog();
        Outcome ended = ended(attemptLog);
        attemptLog.close("attempt " + attempt.attempt() + " ended: " + ended.message());
        keep(ended);
        remove();
        tools.contacts().forget(attempt);
        return ended;
    }

    /** A full disk must not leave a container behind. */
    private void keep(Outcome ended) {
        try {
            tools.journal().ended(attempt, ended);
        } catch (JournalException unwritable) {
            log.error("the outcome of {} is not on disk: {}", attempt, unwritable.getMessage());
        }
    }

    private AttemptLog openLog() throws InterruptedException {
        ContainerSpec spec = request.container();
        if (fresh) {
            return AttemptLog.fresh(tools.logs(), attempt, spec.tty(), spec.init(), tools.clock());
        }
        while (true) {
            try {
                JobLogStore.Position from = tools.logs().position(attempt.jobId(), attempt.attempt());
                return AttemptLog.continued(tools.logs(), attempt, from, spec.tty(), spec.init(), tools.clock());
            } catch (LedgerUnavailableException away) {
                Thread.sleep(PAUSE);
            }
        }
    }

    /** Goes on until the attempt has ended, whatever becomes of the engine. */
    private Outcome ended(AttemptLog attemptLog) throws InterruptedException {
        Instant awaySince = null;
        while (true) {
            try {
                return attempted(attemptLog);
            } catch (AttemptEnd end) {
                return withoutProgram(end);
            } catch (EngineUnavailableException away) {
                fresh = false;
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
                fresh = false;
                Thread.sleep(PAUSE);
            } catch (InterruptedException over) {
                throw over;
            } catch (Exception fault) {
                log.error("fault in the supervision of {}", attempt, fault);
                return withoutProgram(
                        new AttemptEnd(StatusReason.EXECUTOR_ERROR, "a fault of the executor: " + fault, fault));
            }
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
            prepare();
            containerId = create(attemptLog);
            tools.journal().created(attempt, containerId);
        } else {
            containerId = found.get().id();
            tools.journal().created(attempt, found.get().id());
        }
        ContainerRun run = new ContainerRun(tools, request, containerId, stop, stages, attemptLog);
        return run.toEnd(found.orElse(null), engineBroke);
    }

    /** The container of this attempt, if one was made; one that was made and is gone ends the attempt. */
    private Optional<ContainerFacts> find() {
        String id = containerId == null ? earlierContainer : containerId;
        if (id != null) {
            Optional<ContainerFacts> found = tools.engine().inspect(id);
            if (found.isEmpty()) {
                throw new AttemptEnd(
                        StatusReason.CONTAINER_LOST,
                        "container " + id + " was removed from outside, and nobody knows how it ended",
                        null);
            }
            return found;
        }
        if (fresh) {
            return Optional.empty();
        }
        List<ContainerFacts> listed =
                tools.engine().list(tools.profile().attemptLabels(attempt.jobId(), attempt.attempt()));
        return listed.isEmpty()
                ? Optional.empty()
                : tools.engine().inspect(listed.getFirst().id());
    }

    private void prepare() throws InterruptedException {
        stop.check();
        String image = request.container().image();
        try {
            if (tools.images().needsPull(image, request.container().pullPolicy())) {
                stages.tell(Stage.PULLING);
                pull(image);
            }
        } catch (ImagePullException failed) {
            throw new AttemptEnd(failed.reason(), String.valueOf(failed.getMessage()), failed);
        }
        stages.tell(Stage.STARTING);
        begun();
    }

    private void pull(String image) throws InterruptedException {
        CompletableFuture<Void> pull = tools.images().pull(image);
        try {
            CompletableFuture.anyOf(pull, stop.future()).get();
            stop.check();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed);
        } finally {
            pull.cancel(false);
        }
    }

    /** Asks the ledger until it answers whether this attempt may have a container here. */
    private void begun() throws InterruptedException {
        while (true) {
            stop.check();
            try {
                if (tools.ledger()
                        .begin(
                                attempt.jobId(),
                                attempt.attempt(),
                                tools.profile().id())) {
                    return;
                }
                throw new AttemptEnd(
                        StatusReason.EXECUTOR_ERROR,
                        "the ledger holds no reservation of this attempt on executor "
                                + tools.profile().id(),
                        null);
            } catch (LedgerUnavailableException away) {
                Thread.sleep(PAUSE);
            }
        }
    }

    /** An image that somebody deleted after the pull is pulled once more. */
    private String create(AttemptLog attemptLog) throws InterruptedException {
        ContainerCreation creation = new ContainerCreation(tools, request);
        if (tools.journal().isRefused(attempt)) {
            throw new AttemptEnd(StatusReason.EXECUTOR_LOST, StopCause.SUPERSEDED.sentence(), null);
        }
        tools.contactFile().write();
        if (!attemptLog.isBegun()) {
            attemptLog.system("attempt " + attempt.attempt() + " begins on executor "
                    + tools.profile().id());
        }
        try {
            return creation.createOrFind();
        } catch (ImageMissingException deleted) {
            try {
                pull(request.container().image());
                return creation.createOrFind();
            } catch (ImagePullException failed) {
                throw new AttemptEnd(failed.reason(), String.valueOf(failed.getMessage()), failed);
            } catch (ImageMissingException again) {
                throw new AttemptEnd(StatusReason.IMAGE_NOT_FOUND, String.valueOf(again.getMessage()), again);
            }
        }
    }

    /** Returns when the engine has no container of this attempt any more. */
    private void remove() throws InterruptedException {
        new ContainerRemoval(tools, attempt).untilGone(containerId);
    }
}
