package io.dwr.benchmarks.run;

import io.dwr.benchmarks.api.JobForm;
import io.dwr.benchmarks.api.Scheduler;
import io.dwr.benchmarks.api.WorkflowPage;
import io.dwr.benchmarks.engine.ContainerForm;
import io.dwr.benchmarks.engine.Engine;
import io.dwr.benchmarks.figure.Budget;
import io.dwr.benchmarks.figure.Figure;
import io.dwr.benchmarks.figure.Samples;
import io.dwr.benchmarks.figure.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** From submission to final status of one short job, in turn with the engine's create, start, wait, remove. */
public final class LatencyBenchmark implements Benchmark {
    private static final int WARM_UP = 3;
    private static final double MOST_RATIO = 1.4;
    private static final double NINE_TENTHS = 0.9;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Stack stack;
    private final int rounds;
    private final Samples ours = new Samples();
    private final Samples workflow = new Samples();
    private final Samples engine = new Samples();

    public LatencyBenchmark(Stack stack, boolean quick) {
        this.stack = stack;
        this.rounds = quick ? 10 : 24;
    }

    @Override
    public List<Figure> measure() throws InterruptedException {
        double cpus = Math.min(1, stack.idleCores());
        JobForm job = stack.job(cpus, "true");
        ContainerForm same = stack.limited(cpus, "true");
        try (Scheduler scheduler = stack.scheduler();
                Engine bare = stack.engine()) {
            for (int round = 0; round < WARM_UP; round++) {
                scheduler.awaitEnd(scheduler.submit(job));
                bare.run(same);
            }
            for (int round = 0; round < rounds; round++) {
                one(scheduler, job);
                Stopwatch watch = new Stopwatch();
                bare.run(same);
                engine.add(watch.millis());
            }
        }
        return List.of(
                figure("one job, submit to final status, p50", ours.median(), engine.median(), true),
                figure(
                        "one job, submit to final status, p90",
                        ours.quantile(NINE_TENTHS),
                        engine.quantile(NINE_TENTHS),
                        false),
                figure("one job, submit to closed workflow, p50", workflow.median(), engine.median(), false));
    }

    private void one(Scheduler scheduler, JobForm job) throws InterruptedException {
        Instant submitted = Instant.now();
        Stopwatch watch = new Stopwatch();
        JsonNode end = scheduler.awaitEnd(scheduler.submit(job));
        ours.add(watch.millis());
        Duration toClose =
                Duration.between(submitted, new WorkflowPage(end).closed().time());
        workflow.add(toClose.toNanos() / NANOS_PER_MILLI);
    }

    private static Figure figure(String name, double mine, double theirs, boolean budgeted) {
        return Figure.against(name, Unit.MILLISECONDS, mine, theirs, budgeted ? Budget.ratioAtMost(MOST_RATIO) : null);
    }
}
