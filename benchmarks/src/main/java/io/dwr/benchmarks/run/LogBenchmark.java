package io.dwr.benchmarks.run;

import io.dwr.benchmarks.api.Scheduler;
import io.dwr.benchmarks.engine.ContainerForm;
import io.dwr.benchmarks.engine.Engine;
import io.dwr.benchmarks.figure.Budget;
import io.dwr.benchmarks.figure.Figure;
import io.dwr.benchmarks.figure.Samples;
import io.dwr.benchmarks.figure.Unit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A followed log: how late a line is, and how fast a big one comes, against the engine's own followed log. Lines carry
 * the machine's uptime, whose hundredths of a second are cut off, so that lines look up to 10 ms late on both sides.
 */
public final class LogBenchmark implements Benchmark {
    private static final double LEAST_RATIO = 0.5;
    private static final double MOST_MILLIS = 150;
    private static final double MOST_LINES_LATE = 0.95;
    private static final double MILLIS_PER_SECOND = 1000;
    private static final double MEGABYTE = 1e6;
    private static final Path UPTIME = Path.of("/proc/uptime");

    private final Stack stack;
    private final int rounds;
    private final int slowLines;
    private final int manyLines;

    public LogBenchmark(Stack stack, boolean quick) {
        this.stack = stack;
        this.rounds = quick ? 1 : 3;
        this.slowLines = quick ? 30 : 60;
        this.manyLines = 60_000;
    }

    @Override
    public List<Figure> measure() throws Exception {
        double cpus = Math.min(1, stack.idleCores());
        Samples late = new Samples();
        Samples engineLate = new Samples();
        Samples rate = new Samples();
        Samples engineRate = new Samples();
        String[] slow = {
            "sh",
            "-c",
            "i=0; while [ $i -lt " + slowLines
                    + " ]; do read up rest </proc/uptime; echo $up; i=$((i+1)); sleep 0.1; done"
        };
        String[] many = {
            "sh",
            "-c",
            "yes 'a line of ninety-nine characters, as programs write them when they tell of their progress: 1234567' | head -n "
                    + manyLines
        };
        followedJob(cpus, slow, input -> lateness(input, late));
        followedContainer(stack.limited(cpus, slow), input -> lateness(input, engineLate));
        for (int round = 0; round < rounds; round++) {
            followedJob(cpus, many, input -> rate.add(rate(input)));
            followedContainer(stack.limited(cpus, many), input -> engineRate.add(rate(input)));
        }
        return List.of(
                Figure.beside(
                        "followed log, a line is late by, p50",
                        Unit.MILLISECONDS,
                        late.median(),
                        engineLate.median(),
                        Budget.atMost(MOST_MILLIS)),
                Figure.beside(
                        "followed log, a line is late by, p95",
                        Unit.MILLISECONDS,
                        late.quantile(MOST_LINES_LATE),
                        engineLate.quantile(MOST_LINES_LATE),
                        null),
                Figure.against(
                        "followed log of 6 MB",
                        Unit.MEGABYTES_PER_SECOND,
                        rate.median(),
                        engineRate.median(),
                        Budget.ratioAtLeast(LEAST_RATIO)));
    }

    private void followedJob(double cpus, String[] command, Reading reading) throws IOException, InterruptedException {
        String id;
        try (Scheduler follower = stack.scheduler()) {
            id = follower.submit(stack.job(cpus, command));
            reading.read(follower.follow(id));
        }
        try (Scheduler scheduler = stack.scheduler()) {
            scheduler.awaitEnd(id);
        }
    }

    private void followedContainer(ContainerForm form, Reading reading) throws IOException {
        try (Engine engine = stack.engine();
                Engine follower = stack.engine()) {
            String id = engine.create(form);
            engine.start(id);
            reading.read(follower.follow(id));
            engine.remove(id);
        }
    }

    private static void lateness(InputStream input, Samples samples) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String now = Files.readString(UPTIME);
            samples.add((seconds(now) - seconds(line)) * MILLIS_PER_SECOND);
        }
    }

    private static double seconds(String uptime) {
        return Double.parseDouble(uptime.strip().split(" ", 2)[0]);
    }

    /** From the first byte to the last. */
    private static double rate(InputStream input) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long bytes = Math.max(input.read(buffer), 0);
        Stopwatch watch = new Stopwatch();
        double last = 0;
        for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
            bytes += count;
            last = watch.seconds();
        }
        return bytes / MEGABYTE / last;
    }

    private interface Reading {
        void read(InputStream input) throws IOException;
    }
}
