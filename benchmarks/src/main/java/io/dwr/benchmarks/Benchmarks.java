package io.dwr.benchmarks;

import io.dwr.benchmarks.figure.Figure;
import io.dwr.benchmarks.figure.FigureTable;
import io.dwr.benchmarks.run.AbortBenchmark;
import io.dwr.benchmarks.run.Benchmark;
import io.dwr.benchmarks.run.ClientBenchmark;
import io.dwr.benchmarks.run.ContainersBenchmark;
import io.dwr.benchmarks.run.HistoryBenchmark;
import io.dwr.benchmarks.run.LatencyBenchmark;
import io.dwr.benchmarks.run.LedgerBenchmark;
import io.dwr.benchmarks.run.LogBenchmark;
import io.dwr.benchmarks.run.MemoryBenchmark;
import io.dwr.benchmarks.run.Stack;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures a running stack: {@code benchmarks [GROUP...] [FLAGS]}; without a group, all of them. */
public final class Benchmarks {
    private static final int BUDGET_BROKEN = 1;
    private static final int USAGE = 2;
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintStream out;
    private final PrintStream progress;

    Benchmarks(PrintStream out, PrintStream progress) {
        this.out = out;
        this.progress = progress;
    }

    static void main(String[] arguments) throws Exception {
        System.exit(new Benchmarks(System.out, System.err).run(List.of(arguments)));
    }

    /** Gives the exit status: 0, 1 when a budget does not hold, 2 for arguments that say nothing. */
    int run(List<String> arguments) throws Exception {
        int flags = (int)
                arguments.stream().takeWhile(word -> !word.startsWith("--")).count();
        BenchmarkSettings settings;
        Map<String, Benchmark> chosen;
        try {
            settings = BenchmarkSettings.parse(arguments.subList(flags, arguments.size()));
            chosen = chosen(all(settings), arguments.subList(0, flags));
        } catch (IllegalArgumentException wrong) {
            progress.println("benchmarks: " + wrong.getMessage());
            progress.println("usage: benchmarks ["
                    + String.join("|", all(BenchmarkSettings.parse(List.of())).keySet())
                    + "]... [--server URL] [--engine URL] [--image NAME] [--process NAME=PID]... [--client COMMAND]"
                    + " [--redis-server PROGRAM] [--quick]");
            return USAGE;
        }
        return measure(chosen);
    }

    private static Map<String, Benchmark> all(BenchmarkSettings settings) {
        Stack stack = new Stack(settings.server(), settings.engine(), settings.image());
        boolean quick = settings.quick();
        Map<String, Benchmark> all = new LinkedHashMap<>();
        all.put("containers", new ContainersBenchmark(stack, quick));
        all.put("latency", new LatencyBenchmark(stack, quick));
        all.put("abort", new AbortBenchmark(stack, quick));
        all.put("logs", new LogBenchmark(stack, quick));
        all.put("history", new HistoryBenchmark(stack));
        all.put("client", new ClientBenchmark(settings.client()));
        all.put("ledger", new LedgerBenchmark(settings.redisServer(), quick));
        all.put("memory", new MemoryBenchmark(stack, settings.processes()));
        return all;
    }

    private static Map<String, Benchmark> chosen(Map<String, Benchmark> all, List<String> names) {
        if (names.isEmpty()) {
            return all;
        }
        Map<String, Benchmark> chosen = new LinkedHashMap<>();
        for (String name : names) {
            Benchmark benchmark = all.get(name);
            if (benchmark == null) {
                throw new IllegalArgumentException("there is no group '" + name + "'");
            }
            chosen.put(name, benchmark);
        }
        return chosen;
    }

    private int measure(Map<String, Benchmark> chosen) throws Exception {
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<String, Benchmark> next : chosen.entrySet()) {
            long begun = System.nanoTime();
            figures.addAll(next.getValue().measure());
            progress.printf("%-11s %.0f s%n", next.getKey(), (System.nanoTime() - begun) / NANOS_PER_SECOND);
        }
        out.print(FigureTable.of(figures));
        return figures.stream().allMatch(Figure::isOk) ? 0 : BUDGET_BROKEN;
    }
}
