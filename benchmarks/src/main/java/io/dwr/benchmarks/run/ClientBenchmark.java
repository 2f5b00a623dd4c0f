package io.dwr.benchmarks.run;

import io.dwr.benchmarks.figure.Budget;
import io.dwr.benchmarks.figure.Figure;
import io.dwr.benchmarks.figure.Samples;
import io.dwr.benchmarks.figure.Unit;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long the command line takes to answer, its start included, and what memory it takes. */
public final class ClientBenchmark implements Benchmark {
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 9;
    private static final double MOST_MILLIS = 500;
    private static final Duration LOOK = Duration.ofMillis(5);

    private final @Nullable String client;

    public ClientBenchmark(@Nullable String client) {
        this.client = client;
    }

    @Override
    public List<Figure> measure() throws IOException, InterruptedException {
        if (client == null) {
            return List.of();
        }
        Samples memory = new Samples();
        List<Figure> figures = new ArrayList<>();
        for (String word : List.of("version", "ps")) {
            Samples time = new Samples();
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                double millis = once(client, word, memory);
                if (round >= 0) {
                    time.add(millis);
                }
            }
            figures.add(Figure.alone(
                    "dwr " + word + ", p50", Unit.MILLISECONDS, time.median(), Budget.atMost(MOST_MILLIS)));
        }
        figures.add(Figure.alone("memory of the command line", Unit.MEGABYTES, memory.quantile(1), null));
        return figures;
    }

    private static double once(String client, String word, Samples memory) throws IOException, InterruptedException {
        Stopwatch watch = new Stopwatch();
        Process process = new ProcessBuilder(client, word)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.INHERIT)
                .start();
        double peak = 0;
        while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, ProcessMemory.peak(process.pid()).orElse(0.0));
        }
        double millis = watch.millis();
        if (process.exitValue() != 0) {
            throw new IllegalStateException(client + " " + word + " ended with " + process.exitValue());
        }
        memory.add(peak);
        return millis;
    }
}
