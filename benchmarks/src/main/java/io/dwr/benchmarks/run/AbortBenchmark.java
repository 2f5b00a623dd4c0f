package io.dwr.benchmarks.run;

import io.dwr.benchmarks.api.JobForm;
import io.dwr.benchmarks.api.Scheduler;
import io.dwr.benchmarks.engine.ContainerForm;
import io.dwr.benchmarks.engine.Engine;
import io.dwr.benchmarks.figure.Budget;
import io.dwr.benchmarks.figure.Figure;
import io.dwr.benchmarks.figure.Samples;
import io.dwr.benchmarks.figure.Unit;
import java.time.Duration;
import java.util.List;

/** From an abort to the container's absence from the engine and to the final status; the program ends on SIGTERM. */
public final class AbortBenchmark implements Benchmark {
    private static final int WARM_UP = 1;
    private static final double MOST_EXTRA_MILLIS = 300;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration SETTLED = Duration.ofMillis(300);

    private final Stack stack;
    private final int rounds;
    private final Samples gone = new Samples();
    private final Samples ended = new Samples();
    private final Samples stopped = new Samples();
    private final Samples removed = new Samples();

    public AbortBenchmark(Stack stack, boolean quick) {
        this.stack = stack;
        this.rounds = quick ? 4 : 10;
    }

    @Override
    public List<Figure> measure() throws InterruptedException {
        double cpus = Math.min(1, stack.idleCores());
        JobForm job = stack.job(cpus, "sleep", "1000");
        ContainerForm same = stack.limited(cpus, "sleep", "1000");
        try (Scheduler scheduler = stack.scheduler();
                Engine engine = stack.engine()) {
            for (int round = -WARM_UP; round < rounds; round++) {
                abort(scheduler, engine, job, round >= 0);
                stop(engine, same, round >= 0);
            }
        }
        return List.of(
                Figure.against(
                        "abort to container gone, engine: stop",
                        Unit.MILLISECONDS,
                        gone.median(),
                        stopped.median(),
                        Budget.extraAtMost(MOST_EXTRA_MILLIS)),
                Figure.against(
                        "abort to final status, engine: stop and remove",
                        Unit.MILLISECONDS,
                        ended.median(),
                        removed.median(),
                        null));
    }

    private void abort(Scheduler scheduler, Engine engine, JobForm job, boolean counts) throws InterruptedException {
        String id = scheduler.submit(job);
        scheduler.awaitRunning(id);
        Thread.sleep(SETTLED);
        Stopwatch watch = new Stopwatch();
        scheduler.abort(id);
        while (engine.has("dwr-" + id + "-1")) {
            Thread.sleep(PAUSE);
        }
        double containerGone = watch.millis();
        scheduler.awaitEnd(id);
        if (counts) {
            gone.add(containerGone);
            ended.add(watch.millis());
        }
    }

    private void stop(Engine engine, ContainerForm form, boolean counts) throws InterruptedException {
        String id = engine.create(form);
        engine.start(id);
        Thread.sleep(SETTLED);
        Stopwatch watch = new Stopwatch();
        engine.stop(id);
        double containerStopped = watch.millis();
        engine.remove(id);
        if (counts) {
            stopped.add(containerStopped);
            removed.add(watch.millis());
        }
    }
}
