package io.dwr.scheduler.job;

import io.dwr.model.placement.Verdict;

/**
 * Why a job waits.
 *
 * @param kind {@code no_executors}: none has registered; {@code never}: none could hold it, as the fleet is;
 *     {@code no_room}: some could, once enough has ended; {@code room}: some can just now, and it is about to be placed
 * @param message the same as a sentence
 * @param counts executors by the first thing that stands in the way
 */
record VerdictView(String kind, String message, Verdict counts) {
    static VerdictView of(Verdict verdict) {
        if (verdict.executors() == 0) {
            return new VerdictView("no_executors", verdict.sentence(), verdict);
        }
        if (verdict.possible()) {
            return new VerdictView("no_room", verdict.sentence(), verdict);
        }
        if (standingInTheWay(verdict) < verdict.executors()) {
            return new VerdictView("room", "there is room: the job is about to be placed", verdict);
        }
        return new VerdictView("never", verdict.sentence(), verdict);
    }

    private static int standingInTheWay(Verdict verdict) {
        return verdict.notReady()
                + verdict.region()
                + verdict.datacenter()
                + verdict.label()
                + verdict.excluded()
                + verdict.gpuModel()
                + verdict.gpuMemory()
                + verdict.tooSmall();
    }
}
