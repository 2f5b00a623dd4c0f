package io.dwr.benchmarks.figure;

import java.util.Locale;

/** What a figure is held to. */
public sealed interface Budget {
    boolean holds(Figure figure);

    String text(Unit unit);

    static Budget ratioAtLeast(double least) {
        return new RatioAtLeast(least);
    }

    static Budget ratioAtMost(double most) {
        return new RatioAtMost(most);
    }

    static Budget extraAtMost(double most) {
        return new ExtraAtMost(most);
    }

    static Budget atMost(double most) {
        return new AtMost(most);
    }

    record RatioAtLeast(double least) implements Budget {
        @Override
        public boolean holds(Figure figure) {
            return figure.ratio() != null && figure.ratio() >= least;
        }

        @Override
        public String text(Unit unit) {
            return String.format(Locale.ROOT, ">= %.2f x", least);
        }
    }

    record RatioAtMost(double most) implements Budget {
        @Override
        public boolean holds(Figure figure) {
            return figure.ratio() != null && figure.ratio() <= most;
        }

        @Override
        public String text(Unit unit) {
            return String.format(Locale.ROOT, "<= %.2f x", most);
        }
    }

    /** So much more than the engine, at most. */
    record ExtraAtMost(double most) implements Budget {
        @Override
        public boolean holds(Figure figure) {
            return figure.engine() != null && figure.ours() <= figure.engine() + most;
        }

        @Override
        public String text(Unit unit) {
            return "<= engine + " + unit.text(most);
        }
    }

    record AtMost(double most) implements Budget {
        @Override
        public boolean holds(Figure figure) {
            return figure.ours() <= most;
        }

        @Override
        public String text(Unit unit) {
            return "<= " + unit.text(most);
        }
    }
}
