package io.dwr.workflow;

import io.temporal.workflow.Workflow;
import java.time.Duration;

/**
 * Pauses between questions that may stay open for days: the longer they have been asked, the longer the pause. So the
 * answer is late by a sixtieth of the time it took, and a history grows by hundreds of events, not by thousands a day.
 */
final class LengtheningPause {
    private static final int SHARE = 60;

    private final Duration least;
    private final long begunMillis = Workflow.currentTimeMillis();

    LengtheningPause(Duration least) {
        this.least = least;
    }

    Duration next() {
        return after(Duration.ofMillis(Workflow.currentTimeMillis() - begunMillis), least);
    }

    static Duration after(Duration soFar, Duration least) {
        Duration share = soFar.dividedBy(SHARE);
        return share.compareTo(least) > 0 ? share : least;
    }
}
