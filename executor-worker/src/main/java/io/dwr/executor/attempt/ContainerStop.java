package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.EngineException;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.executor.engine.EngineUnavailableException;
import io.dwr.executor.journal.Journal;
import io.dwr.executor.journal.JournalException;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a container that runs: SIGTERM, the grace, SIGKILL, until the engine says that it has ended. Why is on disk
 * before the engine is told, so that the next process of this executor knows whose deed the end was.
 */
final class ContainerStop {
    private static final Logger log = LoggerFactory.getLogger(ContainerStop.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration AFTER_GRACE = Duration.ofSeconds(3);
    private static final Duration AFTER_END = Duration.ofSeconds(5);

    private final AttemptTools tools;
    private final RunRequest request;
    private final HeldAttempt attempt;
    private final String id;
    private final StopWish stop;
    private final StageTeller stages;

    ContainerStop(AttemptTools tools, RunRequest request, String id, StopWish stop, StageTeller stages) {
        this.tools = tools;
        this.request = request;
        this.attempt = new HeldAttempt(request.jobId(), request.attempt());
        this.id = id;
        this.stop = stop;
        this.stages = stages;
    }

    /** Stops a container that runs and is not wanted any more, or ran too long, when nothing else can be done for it. */
    void ifOverdue(ContainerFacts container) {
        Instant startedAt = container.startedAt();
        if (container.state() != State.RUNNING || startedAt == null) {
            return;
        }
        Duration age = ContainerRun.ranSince(tools, startedAt);
        if (request.timeoutSeconds() > 0 && age.toSeconds() >= request.timeoutSeconds()) {
            stop.wish(StopCause.RUN_TIMEOUT);
        }
        if (stop.cause() != null) {
            boolean mayHaveHeard = stop.isSent();
            announce();
            boolean ran = tools.engine().stop(container.id(), graceLeft());
            if (!ran && !mayHaveHeard) {
                stop.cameTooLate();
            }
        }
    }

    /**
     * A kill that the engine refuses is repeated; the attempt keeps all that it holds meanwhile.
     *
     * @param exit done when the container has ended, or when the engine broke off
     */
    void untilEnded(CompletableFuture<Integer> exit) throws InterruptedException {
        boolean mayHaveHeard = stop.isSent();
        announce();
        while (!isTold(exit, mayHaveHeard) && graceLeft() > 0 && !endsWithin(FIRST_PAUSE, exit)) {
            log.info("the engine is asked again to stop the container of {}", attempt);
            mayHaveHeard = true;
        }
        killUntilEnded(exit);
    }

    /** False when the engine may not have sent the signal, so that a program would be killed without it. */
    private boolean isTold(CompletableFuture<Integer> exit, boolean mayHaveHeard) throws InterruptedException {
        try {
            Boolean ran = answer(exit);
            // The news of its end comes another way than this answer, and may be a moment later.
            if (ran != null && !ran && !mayHaveHeard && endsWithin(AFTER_END, exit)) {
                stop.cameTooLate();
            }
            return true;
        } catch (EngineRefusalException refused) {
            tell(refused);
        } catch (EngineUnavailableException silent) {
            log.warn("{} may not have been told to stop: {}", attempt, silent.getMessage());
        }
        return false;
    }

    /** The engine's answer to a stop; null when it is silent after the grace, or though the container has ended. */
    private @Nullable Boolean answer(CompletableFuture<Integer> exit) throws InterruptedException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        int grace = graceLeft();
        Thread.ofVirtual().name("stop-" + request.jobId()).start(() -> {
            try {
                answer.complete(tools.engine().stop(id, grace));
            } catch (RuntimeException failed) {
                answer.completeExceptionally(failed);
            }
        });
        try {
            CompletableFuture.anyOf(answer, exit.exceptionally(broken -> 0))
                    .get(AFTER_GRACE.plusSeconds(grace).toMillis(), TimeUnit.MILLISECONDS);
            return answer.get(exit.isDone() ? AFTER_END.toMillis() : 0, TimeUnit.MILLISECONDS);
        } catch (TimeoutException silent) {
            return null;
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        }
    }

    private void killUntilEnded(CompletableFuture<Integer> exit) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (!endsWithin(pause, exit)) {
            try {
                tools.engine().kill(id);
            } catch (EngineException refused) {
                tell(refused);
            }
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.plus(FIRST_PAUSE) : LONGEST_PAUSE;
        }
        tools.conditions().clear(condition());
    }

    private static boolean endsWithin(Duration pause, CompletableFuture<Integer> exit) throws InterruptedException {
        try {
            exit.get(pause.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException broken) {
            return true;
        }
    }

    /** A machine that cannot end a container takes no further jobs until it has. */
    private void tell(EngineException refused) {
        String words = String.valueOf(refused.getMessage());
        stages.explain("the engine does not end the container: " + words + "; this is tried until it does");
        tools.conditions()
                .set(condition(), "kill_refused: the engine does not end the container of " + attempt + ": " + words);
    }

    private String condition() {
        return "kill " + attempt;
    }

    /** A full disk keeps nothing from being stopped. */
    private void announce() {
        Instant now = tools.clock().instant();
        stop.sent(now);
        note(tools.journal(), attempt, stop, now);
    }

    static void note(Journal journal, HeldAttempt attempt, StopWish stop, Instant now) {
        StopCause cause = stop.cause();
        if (cause == null) {
            return;
        }
        try {
            journal.stopping(attempt, cause.name(), now);
        } catch (JournalException unwritable) {
            log.error("why {} is stopped is not on disk: {}", attempt, unwritable.getMessage());
        }
    }

    /** The grace counts from the first signal, whatever came between. */
    private int graceLeft() {
        if (stop.cause() == StopCause.OUT_OF_CONTACT) {
            return 0;
        }
        Instant sentAt = stop.sentAt();
        long passed = sentAt == null
                ? 0
                : Duration.between(sentAt, tools.clock().instant()).toSeconds();
        return Math.clamp(request.gracePeriodSeconds() - passed, 0, request.gracePeriodSeconds());
    }
}
