package io.dwr.benchmarks.figure;

import java.util.ArrayList;
import java.util.List;

/** Values of one figure, as they come. */
public final class Samples {
    private static final double HALF = 0.5;

    private final List<Double> values = new ArrayList<>();

    public void add(double value) {
        values.add(value);
    }

    public int count() {
        return values.size();
    }

    public double mean() {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    public double median() {
        return quantile(HALF);
    }

    /** The smallest value that at least this share of all values does not exceed; of an even count's half, the mean. */
    public double quantile(double share) {
        if (values.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        List<Double> sorted = values.stream().sorted().toList();
        double rank = share * sorted.size();
        int at = (int) Math.ceil(rank);
        if (share == HALF && sorted.size() % 2 == 0) {
            return (sorted.get(at - 1) + sorted.get(at)) / 2;
        }
        return sorted.get(Math.max(at, 1) - 1);
    }
}
