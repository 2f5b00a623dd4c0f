package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.kernel.OutOfMemory;
import io.dwr.model.job.Cause;
import io.dwr.model.job.Limit;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.SentBy;
import io.dwr.model.job.Signals;
import io.dwr.model.job.StatusReason;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a container ended, and what that means for its attempt. */
record Ending(ContainerFacts container, Evidence evidence, RunRequest request) {
    private static final int KILLED = 137;
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;
    private static final long MIB = 1L << 20;

    Outcome outcome(Instant now) {
        StopCause stop = evidence.stop();
        int code = container.exitCode();
        if (stop != null) {
            return stopped(stop, now);
        }
        if (evidence.guardKilled() && code == KILLED) {
            return of(
                            StatusReason.EXECUTOR_LOST,
                            "killed by the executor's guard: the executor was silent for too long",
                            now)
                    .withCause(new Cause(SentBy.GUARD, Signals.KILL, null, null));
        }
        if (code == 0) {
            return byItself(StatusReason.COMPLETED, now);
        }
        if (noProgramRan()) {
            return withoutProgram(now);
        }
        if (evidence.engineRestarted()) {
            return advised(
                    StatusReason.ENGINE_RESTARTED, "the container engine stopped and took the container with it", now);
        }
        String signal = Signals.ofExitCode(code);
        if (signal != null && signal.equals(evidence.outsideSignal())) {
            String sentence = "killed from outside: somebody sent " + signal + " through the engine, past this system";
            return advised(StatusReason.KILLED_OUTSIDE, sentence, now);
        }
        return code == KILLED ? killed(now) : byItself(StatusReason.EXIT_CODE, now);
    }

    /** Whether the outcome is that no program ran. */
    boolean noProgramRan() {
        boolean initCode = container.exitCode() == NOT_FOUND || container.exitCode() == NOT_EXECUTABLE;
        return evidence.stop() == null && evidence.initFailure().isPresent() && initCode;
    }

    private Outcome withoutProgram(Instant now) {
        String init = evidence.initFailure().orElse("");
        return container.exitCode() == NOT_FOUND
                ? of(StatusReason.COMMAND_NOT_FOUND, "command not found: " + init, now)
                : of(StatusReason.COMMAND_NOT_EXECUTABLE, "command not executable: " + init, now);
    }

    private Outcome stopped(StopCause stop, Instant now) {
        String limit = stop == StopCause.RUN_TIMEOUT ? " of " + request.timeoutSeconds() + " s" : "";
        boolean waitedFor = stop != StopCause.OUT_OF_CONTACT
                && request.gracePeriodSeconds() > 0
                && !container.stopSignal().equals(Signals.KILL);
        String grace = container.exitCode() == KILLED && waitedFor
                ? "; " + container.stopSignal() + " did not end it within " + request.gracePeriodSeconds()
                        + " s, so it was killed"
                : "";
        Outcome told = of(stop.reason(), stop.sentence() + limit + grace, now);
        String signal = Objects.requireNonNullElse(Signals.ofExitCode(container.exitCode()), container.stopSignal());
        Cause cause = told.cause().by(stop.sentBy()).withSignal(signal);
        return withAdvice(
                told,
                stop == StopCause.RUN_TIMEOUT
                        ? cause.withLimit(new Limit(Limit.Kind.RUN_TIME, request.timeoutSeconds()))
                        : cause);
    }

    /** SIGKILL leaves no trace of who sent it: only the kernel and the engine could tell. */
    private Outcome killed(Instant now) {
        if (evidence.kernel().filter(memory -> memory == OutOfMemory.MACHINE).isPresent()) {
            return advised(
                    StatusReason.NODE_OUT_OF_MEMORY,
                    "killed by the kernel: the machine ran out of memory, and the job had not reached its own limit",
                    now);
        }
        if (!container.outOfMemory() && evidence.kernel().isEmpty()) {
            return byItself(StatusReason.EXIT_CODE, now);
        }
        Outcome told =
                of(StatusReason.OOM_KILLED, "killed by the kernel at the job's memory limit of " + memoryLimit(), now);
        return withAdvice(told, told.cause().withLimit(ownMemory()));
    }

    /** The kernel may kill a child and leave the program itself, which then ends as it likes. */
    private Outcome byItself(StatusReason reason, Instant now) {
        int code = container.exitCode();
        String signal = Signals.ofExitCode(code);
        String outside = evidence.outsideSignal();
        String sentence = "exit code " + code + (signal == null ? "" : " (" + signal + ")")
                + (outside == null ? "" : ", after somebody sent " + outside + " through the engine");
        if (!container.outOfMemory()) {
            return of(reason, sentence, now);
        }
        Outcome told = of(
                reason,
                sentence + "; a process in the container was killed at the job's memory limit of " + memoryLimit(),
                now);
        return withAdvice(told, told.cause().withLimit(ownMemory()).withAdvice(Cause.MORE_MEMORY));
    }

    private Limit ownMemory() {
        return new Limit(Limit.Kind.MEMORY, request.requirements().resources().memoryBytes());
    }

    private String memoryLimit() {
        long bytes = request.requirements().resources().memoryBytes();
        return bytes % MIB == 0 ? bytes / MIB + " MiB" : bytes + " bytes";
    }

    private Outcome advised(StatusReason reason, String sentence, Instant now) {
        Outcome told = of(reason, sentence, now);
        return withAdvice(told, told.cause());
    }

    /** The sentence is all that many see of a cause: it ends with what to do. */
    private static Outcome withAdvice(Outcome told, Cause cause) {
        String message = cause.advice() == null ? told.message() : told.message() + ": " + cause.advice();
        return told.because(told.reason(), message, cause);
    }

    private Outcome of(StatusReason reason, String message, Instant now) {
        Instant finishedAt = Objects.requireNonNullElse(container.finishedAt(), now);
        return new Outcome(
                reason, container.exitCode(), message, container.id(), startedBefore(finishedAt), finishedAt);
    }

    /** The engine may note the start of a program that ends at once after its end. */
    private @Nullable Instant startedBefore(Instant finishedAt) {
        Instant startedAt = container.startedAt();
        return startedAt != null && startedAt.isAfter(finishedAt) ? finishedAt : startedAt;
    }
}
