package io.dwr.executor.engine;

/** Sees a pull go on. */
public interface PullObserver {
    /** Something arrived. */
    void progress();

    /** Called once, before the first progress, with what breaks the pull off. */
    void started(Runnable breakOff);
}
