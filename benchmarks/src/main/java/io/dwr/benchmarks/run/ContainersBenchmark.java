package io.dwr.benchmarks.run;

import io.dwr.benchmarks.api.JobForm;
import io.dwr.benchmarks.api.Scheduler;
import io.dwr.benchmarks.engine.ContainerForm;
import io.dwr.benchmarks.engine.Engine;
import io.dwr.benchmarks.figure.Budget;
import io.dwr.benchmarks.figure.Figure;
import io.dwr.benchmarks.figure.Samples;
import io.dwr.benchmarks.figure.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Containers a second, eight at once. Ours: from the first submission until the last job has ended. The engine's: eight
 * threads, each creating, starting, awaiting and removing one container after the other. A round of ours goes before, so
 * that services just started are measured as they run, and not as they compile.
 */
public final class ContainersBenchmark implements Benchmark {
    private static final int AT_ONCE = 8;
    private static final double LEAST_RATIO = 0.85;
    private static final double MILLI = 1000;

    private final Stack stack;
    private final int rounds;
    private final int containers;

    public ContainersBenchmark(Stack stack, boolean quick) {
        this.stack = stack;
        this.rounds = quick ? 2 : 4;
        this.containers = quick ? 40 : 80;
    }

    @Override
    public List<Figure> measure() throws Exception {
        double cpus = Math.floor(stack.idleCores() / AT_ONCE * MILLI) / MILLI;
        JobForm job = stack.job(cpus, "true");
        ContainerForm same = stack.limited(cpus, "true");
        ContainerForm plain = stack.plain("true");
        ours(job, containers);
        engine(same, AT_ONCE);
        Samples ours = new Samples();
        Samples engine = new Samples();
        Samples bare = new Samples();
        Samples ratio = new Samples();
        Samples bareRatio = new Samples();
        for (int round = 0; round < rounds; round++) {
            double first = round % 2 == 0 ? 0 : engine(same, containers);
            double mine = ours(job, containers);
            double theirs = first == 0 ? engine(same, containers) : first;
            double without = engine(plain, containers);
            ours.add(mine);
            engine.add(theirs);
            bare.add(without);
            ratio.add(mine / theirs);
            bareRatio.add(mine / without);
        }
        return List.of(
                new Figure(
                        "containers, 8 at once, engine with the same limits",
                        Unit.PER_SECOND,
                        ours.median(),
                        engine.median(),
                        ratio.median(),
                        Budget.ratioAtLeast(LEAST_RATIO)),
                new Figure(
                        "containers, 8 at once, engine without any limits",
                        Unit.PER_SECOND,
                        ours.median(),
                        bare.median(),
                        bareRatio.median(),
                        null));
    }

    private double ours(JobForm job, int count) throws InterruptedException {
        try (Scheduler scheduler = stack.sparingScheduler()) {
            Stopwatch watch = new Stopwatch();
            List<String> ids = new ArrayList<>();
            for (int submitted = 0; submitted < count; submitted++) {
                ids.add(scheduler.submit(job));
            }
            scheduler.awaitEnd(ids);
            return count / watch.seconds();
        }
    }

    private double engine(ContainerForm form, int count) throws Exception {
        AtomicInteger left = new AtomicInteger(count);
        Callable<Boolean> line = () -> {
            try (Engine engine = stack.engine()) {
                while (left.getAndDecrement() > 0) {
                    engine.run(form);
                }
                return true;
            }
        };
        try (ExecutorService lines = Executors.newFixedThreadPool(AT_ONCE)) {
            Stopwatch watch = new Stopwatch();
            List<Future<Boolean>> all = new ArrayList<>();
            for (int number = 0; number < AT_ONCE; number++) {
                all.add(lines.submit(line));
            }
            for (Future<Boolean> one : all) {
                one.get();
            }
            return count / watch.seconds();
        }
    }
}
