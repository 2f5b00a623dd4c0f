package io.dwr.model.job;

import java.util.Locale;

/** What a live job does just now; a finer {@link JobStatus}. */
public enum Stage {
    /** No reservation: in the waiting line. */
    WAITING,
    /** Reserved; the executor has not taken it up yet. */
    DISPATCHING,
    /** The executor fetches the image. */
    PULLING,
    /** The executor makes and starts the container. */
    STARTING,
    /** The container runs. */
    RUNNING,
    /** The container is asked to stop, and is not gone yet. */
    STOPPING,
    /** The job has a final status. */
    ENDED;

    /** The word in JSON, Redis and the command line: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Stage ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
