package io.dwr.model.job;

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

    private static final Map<StatusReason, String> ADVICE = Map.of(
            StatusReason.OOM_KILLED, Cause.MORE_MEMORY,
            StatusReason.NODE_OUT_OF_MEMORY,
                    "let the executor hold back more memory for the system (EXECUTOR_RESERVED_MEMORY)",
            StatusReason.RUN_TIMEOUT, "allow more with --timeout (timeout)",
            StatusReason.ALLOCATION_TIMEOUT,
                    "see with \"dwr executors\" what the fleet has, or wait longer (allocation_timeout)",
            StatusReason.KILLED_OUTSIDE, "stop a job with \"dwr abort\", so that it does not count as failed",
            StatusReason.IMAGE_WRONG_ARCHITECTURE,
                    "use an image with a build for it, or place the job by label where there is one (eligible_labels)",
            StatusReason.EXECUTOR_NO_SPACE, "free space on the disk of the executor's engine (docker system df)",
            StatusReason.ENGINE_RESTARTED,
                    "with \"live-restore\" in the engine's configuration containers outlive its restart");

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
