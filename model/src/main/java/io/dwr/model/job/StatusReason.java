package io.dwr.model.job;

import java.util.Locale;

/** Why an attempt or a job ended: the closed set of codes that programs may rely on. */
public enum StatusReason {
    /** Exit code 0. */
    COMPLETED(FailureClass.NONE),
    /** The program ended by itself with another exit code. */
    EXIT_CODE(FailureClass.USER),
    /** The kernel killed the main process for the job's own memory limit. */
    OOM_KILLED(FailureClass.USER),
    /** The kernel killed the main process because the whole machine was short of memory, not the job. */
    NODE_OUT_OF_MEMORY(FailureClass.INFRASTRUCTURE),
    /** The container ran longer than the job's {@code timeout}. */
    RUN_TIMEOUT(FailureClass.USER),
    /** No room was found within the job's {@code allocation_timeout}. */
    ALLOCATION_TIMEOUT(FailureClass.PERMANENT),
    /** The registry has no such image, or the policy is {@code never} and the engine has none. */
    IMAGE_NOT_FOUND(FailureClass.PERMANENT),
    /** The registry refuses these credentials. */
    IMAGE_UNAUTHORIZED(FailureClass.PERMANENT),
    /** The image has no build for the executor's processor. */
    IMAGE_WRONG_ARCHITECTURE(FailureClass.PERMANENT),
    /** The executor keeps no credentials of the name that the job gives, or they are for another registry. */
    REGISTRY_CREDENTIALS_UNKNOWN(FailureClass.PERMANENT),
    /** The name of the registry's host does not resolve on the executor. */
    REGISTRY_NOT_FOUND(FailureClass.INFRASTRUCTURE),
    /** The image could not be fetched for any other cause. */
    IMAGE_PULL_FAILED(FailureClass.INFRASTRUCTURE),
    /** Fetching took too long in all, or made no progress for too long. */
    IMAGE_PULL_TIMEOUT(FailureClass.INFRASTRUCTURE),
    /** Neither the job nor the image names a command. */
    COMMAND_MISSING(FailureClass.PERMANENT),
    /** The program does not exist in the image. */
    COMMAND_NOT_FOUND(FailureClass.PERMANENT),
    /** The program exists and may not be executed. */
    COMMAND_NOT_EXECUTABLE(FailureClass.PERMANENT),
    /** A volume is outside the executor's roots, or the engine refuses it. */
    INVALID_MOUNT(FailureClass.PERMANENT),
    /** A volume's source does not exist on the executor. */
    VOLUME_SOURCE_MISSING(FailureClass.PERMANENT),
    /** The executor's operator does not allow what the container asks for. */
    OPTION_NOT_ALLOWED(FailureClass.PERMANENT),
    /** The engine refuses the container for another cause in the spec. */
    CONTAINER_CREATE_FAILED(FailureClass.PERMANENT),
    /** The engine could not start the container for a cause of its own. */
    CONTAINER_START_FAILED(FailureClass.INFRASTRUCTURE),
    /** Somebody other than this system killed or removed the container. */
    KILLED_OUTSIDE(FailureClass.USER),
    /** The container was there and is gone, and nobody knows how it ended. */
    CONTAINER_LOST(FailureClass.INFRASTRUCTURE),
    /** The engine stopped and took the container with it. */
    ENGINE_RESTARTED(FailureClass.INFRASTRUCTURE),
    /** The engine did not answer. */
    ENGINE_UNAVAILABLE(FailureClass.INFRASTRUCTURE),
    /** The disk of the executor's engine is full. */
    EXECUTOR_NO_SPACE(FailureClass.INFRASTRUCTURE),
    /** The executor did not take the attempt up, or was lost while it ran. */
    EXECUTOR_LOST(FailureClass.INFRASTRUCTURE),
    /** The executor refused or broke the attempt by a fault of its own. */
    EXECUTOR_ERROR(FailureClass.INFRASTRUCTURE),
    /** A GPU that the attempt was given is gone, at fault or used by something that is no job. */
    GPU_UNHEALTHY(FailureClass.INFRASTRUCTURE),
    /** The executor is drained and its deadline has passed. */
    EXECUTOR_DRAINED(FailureClass.MOVED),
    /** Somebody asked for it. */
    ABORTED(FailureClass.STOPPED),
    /** The workflow was terminated from outside; the job was cleared up without it. */
    WORKFLOW_TERMINATED(FailureClass.STOPPED);

    private final FailureClass failureClass;

    StatusReason(FailureClass failureClass) {
        this.failureClass = failureClass;
    }

    public FailureClass failureClass() {
        return failureClass;
    }

    /** What such an end says about the executor that it happened on. */
    public ExecutorEvidence evidence() {
        return switch (this) {
            case COMPLETED, EXIT_CODE, OOM_KILLED, RUN_TIMEOUT -> ExecutorEvidence.SOUND;
            case NODE_OUT_OF_MEMORY,
                    CONTAINER_START_FAILED,
                    CONTAINER_LOST,
                    ENGINE_RESTARTED,
                    ENGINE_UNAVAILABLE,
                    EXECUTOR_LOST,
                    EXECUTOR_ERROR -> ExecutorEvidence.FAULTY;
            case EXECUTOR_NO_SPACE -> ExecutorEvidence.UNFIT;
            case ALLOCATION_TIMEOUT,
                    IMAGE_NOT_FOUND,
                    IMAGE_UNAUTHORIZED,
                    IMAGE_WRONG_ARCHITECTURE,
                    REGISTRY_CREDENTIALS_UNKNOWN,
                    REGISTRY_NOT_FOUND,
                    IMAGE_PULL_FAILED,
                    IMAGE_PULL_TIMEOUT,
                    COMMAND_MISSING,
                    COMMAND_NOT_FOUND,
                    COMMAND_NOT_EXECUTABLE,
                    INVALID_MOUNT,
                    VOLUME_SOURCE_MISSING,
                    OPTION_NOT_ALLOWED,
                    CONTAINER_CREATE_FAILED,
                    KILLED_OUTSIDE,
                    GPU_UNHEALTHY,
                    EXECUTOR_DRAINED,
                    ABORTED,
                    WORKFLOW_TERMINATED -> ExecutorEvidence.NONE;
        };
    }

    /**
     * Whether the job is better off elsewhere after such an end. A GPU that is not healthy is not offered any more: the
     * others of its executor are as good as any.
     */
    public boolean avoidsExecutor() {
        return failureClass == FailureClass.INFRASTRUCTURE && this != GPU_UNHEALTHY;
    }

    /** The code in JSON, Redis, the command line and as the type of the workflow's failure: lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static StatusReason ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
