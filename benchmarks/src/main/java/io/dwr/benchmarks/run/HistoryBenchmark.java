package io.dwr.benchmarks.run;

import io.dwr.benchmarks.api.Scheduler;
import io.dwr.benchmarks.api.WorkflowPage;
import io.dwr.benchmarks.figure.Budget;
import io.dwr.benchmarks.figure.Figure;
import io.dwr.benchmarks.figure.Unit;
import java.util.List;

/** Events in the history of a job's workflow, by what happened to the job. */
public final class HistoryBenchmark implements Benchmark {
    private static final int PLACED = 14;
    private static final int WAITED = 20;
    private static final int RETRY = 8;
    private static final int ABORT = 6;

    private final Stack stack;

    public HistoryBenchmark(Stack stack) {
        this.stack = stack;
    }

    @Override
    public List<Figure> measure() throws InterruptedException {
        double cores = stack.idleCores();
        try (Scheduler scheduler = stack.scheduler()) {
            String placed = scheduler.submit(stack.job(cores, "true"));
            Figure placedFigure = figure("placed at once", PLACED, scheduler, placed);

            String holder = scheduler.submit(stack.job(cores, "sleep", "1000"));
            scheduler.awaitRunning(holder);
            String waited = scheduler.submit(stack.job(cores, "true"));
            Thread.sleep(500);
            scheduler.abort(holder);
            Figure aborted = figure("aborted while it ran", PLACED + ABORT, scheduler, holder);
            Figure waitedFigure = figure("waited", WAITED, scheduler, waited);

            String retried = scheduler.submit(stack.job(cores, "false").withRetries(1));
            return List.of(
                    placedFigure, waitedFigure, figure("retried once", PLACED + RETRY, scheduler, retried), aborted);
        }
    }

    private static Figure figure(String what, int most, Scheduler scheduler, String id) throws InterruptedException {
        long events = new WorkflowPage(scheduler.awaitEnd(id)).closed().events();
        return Figure.alone("history, " + what, Unit.EVENTS, (double) events, Budget.atMost(most));
    }
}
