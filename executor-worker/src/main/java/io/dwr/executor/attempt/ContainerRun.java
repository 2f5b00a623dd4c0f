package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.ContainerOutput;
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

/** One look at a container from where it stands to its end: created, running or ended. */
final class ContainerRun {
    private static final Duration STOP_AGAIN = Duration.ofSeconds(1);

    private final AttemptTools tools;
    private final RunRequest request;
    private final String id;
    private final StopWish stop;
    private final StageTeller stages;
    private final AttemptLog attemptLog;
    private boolean stopped;

    ContainerRun(
            AttemptTools tools,
            RunRequest request,
            String id,
            StopWish stop,
            StageTeller stages,
            AttemptLog attemptLog) {
        this.tools = tools;
        this.request = request;
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
            case ENDED -> readStored(false);
        }
        attemptLog.endOutput();
        return judged(engineBroke);
    }

    private void started() throws InterruptedException {
        try (ContainerOutput output =
                        tools.engine().attach(id, request.container().tty());
                ExitWatch watch = tools.engine().watchNextExit(id)) {
            OutputReader reader = OutputReader.live(attemptLog, output);
            start();
            Instant startedAt = tools.clock().instant();
            stages.tell(Stage.RUNNING, startedAt);
            awaitExit(watch, startedAt);
            if (!reader.finish()) {
                readStored(true);
            }
        }
    }

    private void start() {
        stop.check();
        if (tools.journal().isRefused(new HeldAttempt(request.jobId(), request.attempt()))) {
            throw new AttemptEnd(StatusReason.EXECUTOR_LOST, StopCause.SUPERSEDED.sentence(), null);
        }
        try {
            tools.engine().start(id);
        } catch (EngineRefusalException refused) {
            throw EngineWords.startRefused(refused);
        }
    }

    private void adopted(@Nullable ContainerFacts found) throws InterruptedException {
        Instant startedAt = found == null ? null : found.startedAt();
        Instant since = startedAt == null ? tools.clock().instant() : startedAt;
        stages.tell(Stage.RUNNING, since);
        try (ContainerOutput output =
                        tools.engine().stored(id, request.container().tty(), true);
                ExitWatch watch = tools.engine().watchNotRunning(id)) {
            OutputReader reader = OutputReader.stored(attemptLog, output);
            awaitExit(watch, since);
            if (!reader.finish()) {
                readStored(true);
            }
        }
    }

    private void readStored(boolean doubtful) throws InterruptedException {
        try (ContainerOutput output =
                tools.engine().stored(id, request.container().tty(), false)) {
            if (doubtful) {
                attemptLog.system("the engine broke this output off: lines may be missing or doubled here");
            }
            OutputReader.stored(attemptLog, output).finish();
        }
    }

    private void awaitExit(ExitWatch watch, Instant startedAt) throws InterruptedException {
        CompletableFuture<Integer> exit = watch.exitCode();
        if (!endsByItself(exit, startedAt)) {
            stages.tell(Stage.STOPPING);
            stopUntilEnded(exit);
        }
        try {
            exit.get();
        } catch (ExecutionException broken) {
            throw broken.getCause() instanceof RuntimeException cause ? cause : new CompletionException(broken);
        }
    }

    /** False when it must be stopped. */
    private boolean endsByItself(CompletableFuture<Integer> exit, Instant startedAt) throws InterruptedException {
        CompletableFuture<Object> first = CompletableFuture.anyOf(exit, stop.future());
        try {
            if (request.timeoutSeconds() == 0) {
                first.get();
            } else {
                Duration left = Duration.ofSeconds(request.timeoutSeconds())
                        .minus(Duration.between(startedAt, tools.clock().instant()));
                first.get(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException tooLong) {
            stop.wish(StopCause.RUN_TIMEOUT);
        } catch (ExecutionException broken) {
            return true;
        }
        return exit.isDone();
    }

    /** A kill that the engine refuses is repeated; the attempt stays as it is meanwhile. */
    private void stopUntilEnded(CompletableFuture<Integer> exit) throws InterruptedException {
        stopped = true;
        int grace = stop.cause() == StopCause.OUT_OF_CONTACT ? 0 : request.gracePeriodSeconds();
        while (true) {
            try {
                boolean ran = tools.engine().stop(id, grace);
                stopped = ran || !exit.isDone();
                return;
            } catch (EngineRefusalException refused) {
                grace = 0;
                Thread.sleep(STOP_AGAIN);
            }
        }
    }

    private Outcome judged(boolean engineBroke) throws InterruptedException, CrashedStepException {
        Optional<ContainerFacts> facts = tools.engine().inspect(id);
        StopCause cause = stopped ? stop.cause() : null;
        if (facts.isEmpty()) {
            return removedOutside(cause);
        }
        if (facts.get().state() != State.ENDED) {
            throw new CrashedStepException(
                    "container " + id + " is " + facts.get().state() + " after its end");
        }
        HeldAttempt attempt = new HeldAttempt(request.jobId(), request.attempt());
        Ending ending = new Ending(
                facts.get(),
                cause,
                engineBroke,
                attemptLog.initFailure(),
                tools.contactFile().killedByGuard(attempt));
        if (!ending.noProgramRan()) {
            attemptLog.keepInitLine();
        }
        return ending.outcome(tools.clock().instant());
    }

    private Outcome removedOutside(@Nullable StopCause cause) {
        Instant now = tools.clock().instant();
        if (cause != null) {
            return new Outcome(cause.reason(), null, cause.sentence(), id, null, now);
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
