package io.dwr.executor.engine;

import io.dwr.model.job.PullProgress;

/** Sees a pull go on. */
public interface PullObserver {
    /** Something arrived or was unpacked. Retries are told by {@link #retried} alone. */
    void progress(PullProgress progress);

    /** The engine itself tries a part again. */
    void retried(String message);

    /** Called once, before anything else, with what breaks the pull off. */
    void started(Runnable breakOff);
}
