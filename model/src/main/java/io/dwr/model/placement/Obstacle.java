package io.dwr.model.placement;

import java.util.Locale;

/** What stands in the way on an executor, in the order in which it is looked for: an executor counts by the first. */
public enum Obstacle {
    /** In a region that is not wanted. */
    REGION(Lasts.FOR_EVER, "in another region"),
    /** In a datacenter that is not wanted. */
    DATACENTER(Lasts.FOR_EVER, "in another datacenter"),
    /** Without a wanted label, or with an unwanted one. */
    LABEL(Lasts.FOR_EVER, "without the wanted labels"),
    /** Named by the job as one that may not be chosen. */
    EXCLUDED(Lasts.FOR_EVER, "excluded"),
    /** Avoided after a failure there, as long as another could hold the job. */
    AVOIDED(Lasts.FOR_EVER, "avoided after a failure there"),
    /** With too few GPUs of the model. */
    GPU_MODEL(Lasts.FOR_EVER, "without enough GPUs of that model"),
    /** With too few GPUs of that memory. */
    GPU_MEMORY(Lasts.FOR_EVER, "without enough GPU memory"),
    /** Too small even when empty. */
    TOO_SMALL(Lasts.FOR_EVER, "too small even when empty"),
    /** Could hold the job, and an operator lets nothing new in. */
    CORDONED(Lasts.UNTIL_READY, "cordoned"),
    /** Could hold the job, and an operator empties it. */
    DRAINING(Lasts.UNTIL_READY, "draining"),
    /** Could hold the job, and is set aside: its jobs failed, or it said itself that it can take none. */
    SET_ASIDE(Lasts.UNTIL_READY, "set aside"),
    /** Could hold the job, and is out of contact. */
    LOST(Lasts.UNTIL_READY, "lost"),
    /** Has room, and it is kept for jobs that have waited longer. */
    KEPT(Lasts.UNTIL_FREE, "kept for jobs before it"),
    /** Short of free CPU just now. */
    CPU(Lasts.UNTIL_FREE, "short of free CPU"),
    /** Short of free memory just now. */
    MEMORY(Lasts.UNTIL_FREE, "short of free memory"),
    /** Short of free GPUs just now. */
    GPUS(Lasts.UNTIL_FREE, "short of free GPUs"),
    /** At its most jobs just now. */
    JOBS(Lasts.UNTIL_FREE, "at its most jobs");

    /** How long it stands in the way. */
    public enum Lasts {
        /** As long as job and fleet are as they are. */
        FOR_EVER,
        /** Until the executor is ready again. */
        UNTIL_READY,
        /** Until enough has ended there. */
        UNTIL_FREE
    }

    private final Lasts lasts;
    private final String text;

    Obstacle(Lasts lasts, String text) {
        this.lasts = lasts;
        this.text = text;
    }

    public Lasts lasts() {
        return lasts;
    }

    /** What is said of the executors with it, as in "3 short of free CPU". */
    String text() {
        return text;
    }

    /** The word in JSON and Redis: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
