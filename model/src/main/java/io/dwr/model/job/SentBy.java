package io.dwr.model.job;

import java.util.Locale;

/** Who ended an attempt, or kept it from beginning. */
public enum SentBy {
    /** The program itself, or another one inside the container. */
    PROCESS,
    /** Somebody who asked this system to abort the job. */
    USER,
    /** A time limit of the job or of its executor. */
    TIMEOUT,
    /** Somebody who runs the machines: by a drain, or at the engine, past this system. */
    OPERATOR,
    /** The container engine, which stopped or refused. */
    ENGINE,
    /** The kernel, for want of memory. */
    KERNEL,
    /** The executor, which was out of contact, superseded or at fault. */
    EXECUTOR,
    /** The guard beside an executor that was silent for too long. */
    GUARD;

    /** The word in JSON and the command line: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
