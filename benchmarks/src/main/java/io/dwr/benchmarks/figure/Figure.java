package io.dwr.benchmarks.figure;

import org.jspecify.annotations.Nullable;

/**
 * One line of the result.
 *
 * @param engine the reference: the bare engine's value, or naive first-fit's; null where there is none
 * @param ratio ours to the reference, measured round by round; null where the engine has no value
 * @param budget null for a figure that is only shown
 */
public record Figure(
        String name,
        Unit unit,
        double ours,
        @Nullable Double engine,
        @Nullable Double ratio,
        @Nullable Budget budget) {
    public static Figure alone(String name, Unit unit, double ours, @Nullable Budget budget) {
        return new Figure(name, unit, ours, null, null, budget);
    }

    /** Ours and the engine's side by side; a ratio of such small times would say nothing. */
    public static Figure beside(String name, Unit unit, double ours, double engine, @Nullable Budget budget) {
        return new Figure(name, unit, ours, engine, null, budget);
    }

    public static Figure against(String name, Unit unit, double ours, double engine, @Nullable Budget budget) {
        return new Figure(name, unit, ours, engine, ours / engine, budget);
    }

    public boolean isOk() {
        return budget == null || budget.holds(this);
    }
}
