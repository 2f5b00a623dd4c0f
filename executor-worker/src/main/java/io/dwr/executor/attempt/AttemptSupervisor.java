package io.dwr.executor.attempt;

import io.dwr.executor.engine.EngineException;
import io.dwr.executor.journal.JournalEntry;
import io.dwr.executor.log.AttemptLog;
import io.dwr.executor.log.AttemptLogs;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.executor.HeldResources;
import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.Outcome;
import io.dwr.redis.ledger.LedgerUnavailableException;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Duration;
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

    private final AttemptTools tools;
    private final RunRequest request;
    private final HeldAttempt attempt;
    private final StopWish stop = new StopWish();
    private final StageTeller stages;
    private final AttemptCourse course;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private volatile @Nullable AttemptLog openLog;

    /**
     * @param first whether nothing of this attempt can have happened before
     * @param earlierContainer the container that an earlier delivery told of; null when it told of none
     */
    AttemptSupervisor(AttemptTools tools, RunRequest request, boolean first, @Nullable String earlierContainer) {
        this.tools = tools;
        this.request = request;
        this.attempt = new HeldAttempt(request.jobId(), request.attempt());
        this.stages = new StageTeller(tools.ledger(), attempt);
        this.course = new AttemptCourse(tools, request, stop, stages, first, earlierContainer);
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
        return course.containerId();
    }

    /** Writes a line of this system into the log of an attempt that runs. */
    void tell(String sentence) {
        AttemptLog attemptLog = openLog;
        if (attemptLog == null || containerId() == null) {
            return;
        }
        try {
            attemptLog.system(sentence);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** The workflow wants the container stopped: for a person, or because this executor is drained. Waits for nobody. */
    void stopAsWished() {
        if (stop.cause() == null) {
            Thread.ofVirtual()
                    .name("wish-" + attempt.jobId())
                    .start(() -> stop(isMoved() ? StopCause.DRAINED : StopCause.ABORTED));
        }
    }

    private boolean isMoved() {
        try {
            return tools.ledger().isMoved(attempt.jobId(), attempt.attempt());
        } catch (RuntimeException unknown) {
            log.debug("why {} is to stop is not known", attempt, unknown);
            return false;
        }
    }

    /** Asks for the container to be stopped; the first wish stands. */
    void stop(StopCause cause) {
        stop.wish(cause);
    }

    /** Kills the container without any grace. */
    void kill(StopCause cause) {
        String id = containerId();
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
            course.begunBefore(known.get().containerId());
            takeOver(known.get().stop());
        }
        Outcome ended = known.map(JournalEntry::outcome).orElse(null);
        if (ended == null) {
            AttemptLog attemptLog = openLog();
            openLog = attemptLog;
            ended = course.toEnd(attemptLog);
            openLog = null;
            ended = ended.withUsage(tools.usage().end(attempt)).withImage(stages.image());
            attemptLog.close("attempt " + attempt.attempt() + " ended: " + ended.message());
            new PostMortems(tools, request).keep(containerId(), ended);
            new OutcomeKeeper(tools).keep(attempt, ended);
        }
        new ContainerRemoval(tools, attempt).untilGone(containerId());
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
                course.stopWithoutLog();
                Thread.sleep(PAUSE);
            }
        }
    }
}
