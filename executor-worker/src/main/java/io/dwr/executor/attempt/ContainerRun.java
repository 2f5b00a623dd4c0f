package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.executor.engine.ExitWatch;
import io.dwr.executor.log.AttemptLog;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.dwr.model.job.StatusReason;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look at a container from where it stands to its end: created, running or ended. */
final class ContainerRun {
    private static final Logger log = LoggerFactory.getLogger(ContainerRun.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int MOST_READINGS = 5;

    private final AttemptTools tools;
    private final RunRequest request;
    private final HeldAttempt attempt;
    private final String id;
    private final StopWish stop;
    private final StageTeller stages;
    private final AttemptLog attemptLog;

    ContainerRun(
            AttemptTools tools,
            RunRequest request,
            String id,
            StopWish stop,
            StageTeller stages,
            AttemptLog attemptLog) {
        this.tools = tools;
        this.request = request;
        this.attempt = new HeldAttempt(request.jobId(), request.attempt());
        this.id = id;
        this.stop = stop;
        this.stages = stages;
        this.attemptLog = attemptLog;
    }

    /**
     * @param found null when the container was made just now
     */
    Outcome toEnd(@Nullable ContainerFacts found, boolean engineBroke)
            throws InterruptedException, CrashedStepException {
        State state = found == null ? State.CREATED : found.state();
        switch (state) {
            case CREATED -> started();
            case RUNNING -> adopted(found);
            case ENDED -> {
                readStored();
                if (engineBroke) {
                    attemptLog.mark("the engine was away when the program ended: its last output may be missing here");
                }
            }
        }
        attemptLog.endOutput();
        return judged(state != State.ENDED && !engineBroke);
    }

    private void started() throws InterruptedException {
        stop.check();
        try (OutputReader reader = OutputReader.live(
                        attemptLog,
                        tools.engine().attach(id, request.container().tty()));
                ExitWatch watch = tools.engine().watchNextExit(id)) {
            start();
            Instant startedAt = tools.clock().instant();
            stages.tell(Stage.RUNNING, startedAt);
            sampled(startedAt, false);
            awaitExit(watch, Duration.ZERO);
            readRest(reader);
        } catch (EngineRefusalException unwatchable) {
            throw EngineWords.startRefused(unwatchable, request.container());
        }
    }

    private void start() {
        stop.check();
        if (tools.journal().isRefused(attempt)) {
            throw new AttemptEnd(StatusReason.EXECUTOR_LOST, StopCause.SUPERSEDED.sentence(), null);
        }
        boolean silent = tools.contacts()
                .silence(attempt)
                .filter(silence -> silence.compareTo(tools.contactLimit()) > 0)
                .isPresent();
        if (silent) {
            throw new AttemptEnd(StatusReason.EXECUTOR_LOST, StopCause.OUT_OF_CONTACT.sentence(), null);
        }
        Admission.check(tools, request);
        Admission.checkMounts(tools, request, id);
        try {
            tools.engine().start(id);
        } catch (EngineRefusalException refused) {
            throw EngineWords.startRefused(refused, request.container());
        }
    }

    private void adopted(@Nullable ContainerFacts found) throws InterruptedException {
        Instant startedAt = found == null ? null : found.startedAt();
        Duration ran = startedAt == null ? Duration.ZERO : ranSince(tools, startedAt);
        Instant since = startedAt == null ? tools.clock().instant() : startedAt;
        stages.tell(Stage.RUNNING, since);
        sampled(since, true);
        try (ExitWatch watch = tools.engine().watchNotRunning(id)) {
            try (OutputReader reader = OutputReader.stored(
                    attemptLog, tools.engine().stored(id, request.container().tty(), true), true)) {
                awaitExit(watch, ran);
                readRest(reader);
            } catch (EngineRefusalException unreadable) {
                log.warn("the output of {} cannot be followed: {}", attempt, unreadable.getMessage());
                awaitExit(watch, ran);
                readStored();
            }
        }
    }

    private void sampled(Instant startedAt, boolean adopted) {
        tools.usage().begin(attempt, id, startedAt, request.reservation().gpuUuids(), adopted);
    }

    private void readRest(OutputReader reader) throws InterruptedException {
        if (!reader.finish()) {
            attemptLog.mark("the engine broke this output off: lines may be missing or doubled here");
            readStored();
        }
    }

    /** An engine that cannot give the output costs the lines, and never the outcome. */
    private void readStored() throws InterruptedException {
        for (int tries = 0; tries < MOST_READINGS; tries++) {
            try (OutputReader reader = OutputReader.stored(
                    attemptLog, tools.engine().stored(id, request.container().tty(), false), false)) {
                if (reader.finish()) {
                    return;
                }
            } catch (EngineRefusalException unreadable) {
                log.warn("the output of {} cannot be read: {}", attempt, unreadable.getMessage());
            }
            Thread.sleep(AGAIN);
        }
        attemptLog.mark("the engine does not give the rest of this output: lines are missing here");
    }

    private void awaitExit(ExitWatch watch, Duration ran) throws InterruptedException {
        CompletableFuture<Integer> exit = watch.exitCode();
        if (!endsByItself(exit, ran)) {
            stages.tell(Stage.STOPPING);
            new ContainerStop(tools, request, id, stop, stages).untilEnded(exit);
        }
        try {
            exit.get();
        } catch (ExecutionException broken) {
            throw broken.getCause() instanceof RuntimeException cause ? cause : new CompletionException(broken);
        }
    }

    /** False when it must be stopped. */
    private boolean endsByItself(CompletableFuture<Integer> exit, Duration ran) throws InterruptedException {
        CompletableFuture<Object> first = CompletableFuture.anyOf(exit, stop.future());
        try {
            if (request.timeoutSeconds() == 0) {
                first.get();
            } else {
                Duration left = Duration.ofSeconds(request.timeoutSeconds()).minus(ran);
                first.get(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException tooLong) {
            stop.wish(StopCause.RUN_TIMEOUT);
        } catch (ExecutionException broken) {
            return true;
        }
        return exit.isDone();
    }

    /** By the engine's own clock: this process' one may be another machine's, or set wrongly. */
    static Duration ranSince(AttemptTools tools, Instant startedAt) {
        return Duration.between(startedAt, tools.engine().now());
    }

    /**
     * @param watched whether this process saw it end, by an engine that answered all the time
     */
    private Outcome judged(boolean watched) throws InterruptedException, CrashedStepException {
        Optional<ContainerFacts> facts = tools.engine().inspect(id);
        if (facts.isEmpty()) {
            return removedOutside(stop.isSent() ? stop.cause() : null);
        }
        if (facts.get().state() != State.ENDED) {
            attemptLog.system("the container was started again from outside: its program runs anew from here on");
            throw new CrashedStepException(
                    "container " + id + " is " + facts.get().state() + " after its end");
        }
        Inquiry inquiry = new Inquiry(tools.engine().witness(), tools.kernel(), facts.get(), watched);
        Evidence known = Evidence.NONE
                .stoppedBy(inquiry.stop(stop))
                .saidByInit(attemptLog.initFailure())
                .besideGuard(tools.contactFile().killedByGuard(attempt));
        Ending ending = new Ending(facts.get(), inquiry.evidence(known), request);
        if (!ending.noProgramRan()) {
            attemptLog.keepInitLine();
        }
        return ending.outcome(tools.clock().instant());
    }

    private Outcome removedOutside(@Nullable StopCause cause) {
        Instant now = tools.clock().instant();
        if (cause != null) {
            Outcome stopped = new Outcome(cause.reason(), null, cause.sentence(), id, null, now);
            return stopped.withCause(stopped.cause().by(cause.sentBy()));
        }
        return new Outcome(
                StatusReason.KILLED_OUTSIDE,
                null,
                "somebody other than this system removed container " + id + " while it ran",
                id,
                null,
                now);
    }
}
