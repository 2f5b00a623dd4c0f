package io.dwr.executor.kernel;

/** Whose memory ran out when the kernel killed a process. */
public enum OutOfMemory {
    /** The container's own limit was reached. */
    CONTAINER,
    /** The machine as a whole, or a group of processes above the container. */
    MACHINE
}
