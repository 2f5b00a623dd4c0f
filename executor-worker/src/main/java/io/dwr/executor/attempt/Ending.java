package io.dwr.executor.attempt;

import io.dwr.executor.engine.ContainerFacts;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a container ended, and what that means for its attempt.
 *
 * @param stop why this system stopped it; null when it did not
 * @param engineBroke whether the engine broke off while the container ran
 * @param initFailure what the small init said instead of the program
 * @param guardKilled whether the guard meant to kill it; it may have ended before
 */
record Ending(
        ContainerFacts container,
        @Nullable StopCause stop,
        boolean engineBroke,
        Optional<String> initFailure,
        boolean guardKilled) {
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;

    Outcome outcome(Instant now) {
        int code = container.exitCode();
        if (stop != null) {
            return of(stop.reason(), stop.sentence(), now);
        }
        if (guardKilled && code == KILLED) {
            return of(
                    StatusReason.EXECUTOR_LOST,
                    "killed by the executor's guard: the executor was silent for too long",
                    now);
        }
        if (code == 0) {
            return of(StatusReason.COMPLETED, "exit code 0" + memoryHint(), now);
        }
        if (initFailure.isPresent() && code == NOT_FOUND) {
            return of(StatusReason.COMMAND_NOT_FOUND, "command not found: " + initFailure.get(), now);
        }
        if (initFailure.isPresent() && code == NOT_EXECUTABLE) {
            return of(StatusReason.COMMAND_NOT_EXECUTABLE, "command not executable: " + initFailure.get(), now);
        }
        if (code == KILLED && container.outOfMemory()) {
            return of(StatusReason.OOM_KILLED, "killed by the kernel: the job's memory limit was reached", now);
        }
        if (engineBroke && (code == KILLED || code == TERMINATED)) {
            return of(
                    StatusReason.ENGINE_RESTARTED, "the container engine stopped and took the container with it", now);
        }
        return of(StatusReason.EXIT_CODE, "exit code " + code + memoryHint(), now);
    }

    /** The kernel may kill a child and leave the program itself, which then ends as it likes. */
    private String memoryHint() {
        return container.outOfMemory() ? "; a process in the container was killed at the job's memory limit" : "";
    }

    /** Whether the outcome is that no program ran. */
    boolean noProgramRan() {
        boolean initCode = container.exitCode() == NOT_FOUND || container.exitCode() == NOT_EXECUTABLE;
        return stop == null && initFailure.isPresent() && initCode;
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
