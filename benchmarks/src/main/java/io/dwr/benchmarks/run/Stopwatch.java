package io.dwr.benchmarks.run;

/** Time since its making. */
final class Stopwatch {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final long begun = System.nanoTime();

    double millis() {
        return (System.nanoTime() - begun) / NANOS_PER_MILLI;
    }

    double seconds() {
        return (System.nanoTime() - begun) / NANOS_PER_SECOND;
    }
}
