package io.dwr.benchmarks.run;

import io.dwr.benchmarks.api.JobForm;
import io.dwr.benchmarks.api.Scheduler;
import io.dwr.benchmarks.figure.Budget;
import io.dwr.benchmarks.figure.Figure;
import io.dwr.benchmarks.figure.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Resident memory of each process: when nothing runs, and while fifty containers sleep. */
public final class MemoryBenchmark implements Benchmark {
    private static final int CONTAINERS = 50;
    private static final double MILLI = 1000;
    private static final Map<String, Double> BUDGETS = Map.of("scheduler", 400.0, "executor", 250.0);

    private final Stack stack;
    private final Map<String, Long> processes;

    public MemoryBenchmark(Stack stack, Map<String, Long> processes) {
        this.stack = stack;
        this.processes = new TreeMap<>(processes);
    }

    @Override
    public List<Figure> measure() throws InterruptedException {
        double cpus = Math.floor(stack.idleCores() / CONTAINERS * MILLI) / MILLI;
        List<Figure> figures = new ArrayList<>(look("idle"));
        JobForm job = stack.job(cpus, "sleep", "1000");
        try (Scheduler scheduler = stack.sparingScheduler()) {
            List<String> ids = new ArrayList<>();
            for (int number = 0; number < CONTAINERS; number++) {
                ids.add(scheduler.submit(job));
            }
            for (String id : ids) {
                scheduler.awaitRunning(id);
            }
            figures.addAll(look("50 containers"));
            ids.forEach(scheduler::abort);
            scheduler.awaitEnd(ids);
        }
        return figures;
    }

    private List<Figure> look(String when) {
        List<Figure> figures = new ArrayList<>();
        processes.forEach((name, pid) -> ProcessMemory.now(pid)
                .ifPresent(resident -> figures.add(
                        Figure.alone("memory of " + name + ", " + when, Unit.MEGABYTES, resident, budget(name)))));
        return figures;
    }

    private static @Nullable Budget budget(String name) {
        Double most = BUDGETS.get(name);
        return most == null ? null : Budget.atMost(most);
    }
}
