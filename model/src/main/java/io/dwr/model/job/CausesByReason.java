package io.dwr.model.job;

import static java.util.Map.entry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each reason of an end says by itself: who, which limit, what to do. */
final class CausesByReason {
    private static final Map<StatusReason, Limit.Kind> LIMITS = Map.of(
            StatusReason.OOM_KILLED, Limit.Kind.MEMORY,
            StatusReason.NODE_OUT_OF_MEMORY, Limit.Kind.NODE_MEMORY,
            StatusReason.RUN_TIMEOUT, Limit.Kind.RUN_TIME,
            StatusReason.ALLOCATION_TIMEOUT, Limit.Kind.WAITING_TIME,
            StatusReason.IMAGE_PULL_TIMEOUT, Limit.Kind.PULL_TIME);

    private static final Map<StatusReason, String> ADVICE = Map.ofEntries(
            entry(
                    StatusReason.ALLOCATION_TIMEOUT,
                    "see with \"dwr run --dry-run\" what stands in the way now, or wait longer with --allocation-timeout (allocation_timeout)"),
            entry(
                    StatusReason.IMAGE_NOT_FOUND,
                    "check its name and tag; a private one needs a login, named with --registry-credentials (registry_credentials)"),
            entry(
                    StatusReason.IMAGE_UNAUTHORIZED,
                    "name a login that the executor keeps with --registry-credentials (registry_credentials), or have its operator log in"),
            entry(
                    StatusReason.REGISTRY_CREDENTIALS_UNKNOWN,
                    "ask its operator to add them, or place the job by label on executors that have them (eligible_labels)"),
            entry(
                    StatusReason.IMAGE_WRONG_ARCHITECTURE,
                    "use an image with a build for it, or place the job by label where there is one (eligible_labels)"),
            entry(
                    StatusReason.REGISTRY_NOT_FOUND,
                    "check the registry in the image's name, and the name server of the executor's engine"),
            entry(
                    StatusReason.IMAGE_PULL_FAILED,
                    "see on the executor whether its engine reaches the registry, and submit the job again"),
            entry(
                    StatusReason.IMAGE_PULL_TIMEOUT,
                    "see how fast the registry answers the executor, or let pulls take longer there (IMAGE_PULL_TIMEOUT, IMAGE_PULL_NO_PROGRESS_TIMEOUT)"),
            entry(StatusReason.COMMAND_MISSING, "name a program behind the image (command)"),
            entry(
                    StatusReason.COMMAND_NOT_FOUND,
                    "check its name: it is looked up in the image's PATH, and no shell takes the command apart"),
            entry(StatusReason.COMMAND_NOT_EXECUTABLE, "name a program that the container's user may execute"),
            entry(
                    StatusReason.INVALID_MOUNT,
                    "mount a directory onto a directory, from below one that the operator allows (EXECUTOR_VOLUME_ROOTS)"),
            entry(
                    StatusReason.VOLUME_SOURCE_MISSING,
                    "make it on every executor that the job may reach, or place the job by label (eligible_labels)"),
            entry(StatusReason.OPTION_NOT_ALLOWED, "ask for less, or have the operator allow it (EXECUTOR_ALLOW)"),
            entry(StatusReason.CONTAINER_CREATE_FAILED, "correct what the engine names"),
            entry(StatusReason.CONTAINER_START_FAILED, "see the log of the engine on that executor's machine"),
            entry(StatusReason.CONTAINER_LOST, "stop a job with \"dwr abort\", not by removing its container"),
            entry(StatusReason.OOM_KILLED, Cause.MORE_MEMORY),
            entry(
                    StatusReason.NODE_OUT_OF_MEMORY,
                    "let the executor hold back more memory for the system (EXECUTOR_RESERVED_MEMORY)"),
            entry(StatusReason.RUN_TIMEOUT, "allow more with --timeout (timeout)"),
            entry(StatusReason.KILLED_OUTSIDE, "stop a job with \"dwr abort\", so that it does not count as failed"),
            entry(StatusReason.WORKFLOW_TERMINATED, "stop a job with \"dwr abort\", so that its end is an orderly one"),
            entry(StatusReason.EXECUTOR_NO_SPACE, "free space on the disk of the executor's engine (docker system df)"),
            entry(StatusReason.EXECUTOR_LOST, "see with \"dwr executors\" whether that machine is back"),
            entry(StatusReason.EXECUTOR_ERROR, "see that executor's own log"),
            entry(StatusReason.GPU_UNHEALTHY, "see with \"dwr executors\" which GPU it is, and why"),
            entry(
                    StatusReason.ENGINE_UNAVAILABLE,
                    "see on that executor's machine what \"dwr executor check\" says of its engine"),
            entry(
                    StatusReason.ENGINE_RESTARTED,
                    "with \"live-restore\" in the engine's configuration containers outlive its restart"));

    private CausesByReason() {}

    static SentBy sentBy(StatusReason reason) {
        return switch (reason) {
            case COMPLETED, EXIT_CODE -> SentBy.PROCESS;
            case OOM_KILLED, NODE_OUT_OF_MEMORY -> SentBy.KERNEL;
            case RUN_TIMEOUT, ALLOCATION_TIMEOUT, IMAGE_PULL_TIMEOUT -> SentBy.TIMEOUT;
            case KILLED_OUTSIDE, CONTAINER_LOST, EXECUTOR_DRAINED, WORKFLOW_TERMINATED -> SentBy.OPERATOR;
            case ABORTED -> SentBy.USER;
            case INVALID_MOUNT,
                    VOLUME_SOURCE_MISSING,
                    OPTION_NOT_ALLOWED,
                    REGISTRY_CREDENTIALS_UNKNOWN,
                    GPU_UNHEALTHY,
                    EXECUTOR_LOST,
                    EXECUTOR_ERROR -> SentBy.EXECUTOR;
            case IMAGE_NOT_FOUND,
                    IMAGE_UNAUTHORIZED,
                    IMAGE_WRONG_ARCHITECTURE,
                    REGISTRY_NOT_FOUND,
                    IMAGE_PULL_FAILED,
                    EXECUTOR_NO_SPACE,
                    COMMAND_MISSING,
                    COMMAND_NOT_FOUND,
                    COMMAND_NOT_EXECUTABLE,
                    CONTAINER_CREATE_FAILED,
                    CONTAINER_START_FAILED,
                    ENGINE_RESTARTED,
                    ENGINE_UNAVAILABLE -> SentBy.ENGINE;
        };
    }

    static @Nullable Limit limit(StatusReason reason) {
        Limit.Kind kind = LIMITS.get(reason);
        return kind == null ? null : new Limit(kind, null);
    }

    static @Nullable String advice(StatusReason reason) {
        return ADVICE.get(reason);
    }
}
