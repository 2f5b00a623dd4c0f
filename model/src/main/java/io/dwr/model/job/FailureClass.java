package io.dwr.model.job;

/** Who answers for an end, and so whether and on whose budget the job is tried again. */
public enum FailureClass {
    /** Success. */
    NONE,
    /** The user's program: tried again while the job's {@code max_retries} last. */
    USER,
    /** The user's request can never succeed as it is: not tried again. */
    PERMANENT,
    /** A machine, the engine or the network: tried again on a budget of its own, elsewhere if possible. */
    INFRASTRUCTURE,
    /** An operator takes the machine out of service: goes on elsewhere, on no budget. */
    MOVED,
    /** Stopped on purpose: not tried again. */
    STOPPED
}
