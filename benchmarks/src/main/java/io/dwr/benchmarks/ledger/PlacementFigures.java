package io.dwr.benchmarks.ledger;

import io.dwr.benchmarks.figure.Budget;
import io.dwr.benchmarks.figure.Figure;
import io.dwr.benchmarks.figure.Samples;
import io.dwr.benchmarks.figure.Unit;
import io.dwr.redis.RedisStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Placement in a fleet that is used so far, job after job, and while nothing fits any more. */
final class PlacementFigures {
    private static final int SHAPES = 20;
    private static final int ROUNDS = 5;
    private static final int PLACEMENTS = 1000;
    private static final int WARM_UP = 300;
    private static final int NAIVE_SEARCHES = 40;
    private static final int FULL_AFTER = 200;
    private static final int NEW_SHAPES = 300;
    private static final double MOST_MICROS = 2000;
    private static final double TIMES_NAIVE = 30;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double P99 = 0.99;
    private static final double[] USES = {0.5, 0.95};
    private static final Map<Integer, Double> MEAN_BUDGETS = Map.of(1_000, 120.0, 10_000, 250.0);

    private final OwnRedis redis;
    private final int executors;
    private final List<Figure> figures = new ArrayList<>();

    private PlacementFigures(OwnRedis redis, int executors) {
        this.redis = redis;
        this.executors = executors;
    }

    static List<Figure> of(OwnRedis redis, int executors) throws IOException {
        PlacementFigures measured = new PlacementFigures(redis, executors);
        try (RedisStores stores = redis.emptyLedger()) {
            measured.measure(stores);
        }
        return measured.figures;
    }

    private void measure(RedisStores stores) throws IOException {
        Random random = new Random(executors);
        long before = redis.usedMemory();
        Fleet fleet = Fleet.join(stores.ledger(), executors, random);
        if (executors >= PLACEMENTS) {
            show("bytes of an executor", Unit.BYTES, (redis.usedMemory() - before) / (double) executors);
        }
        Workload workload = new Workload(stores.ledger(), SHAPES, random);
        NaiveFirstFit naive = new NaiveFirstFit(redis.commands());
        for (double use : USES) {
            while (workload.heldMilliCpus() < use * fleet.milliCpus()) {
                workload.submitOrLeave();
            }
            placements(workload, naive, (int) Math.round(use * 100) + " %");
        }
        int waitInTurn = 0;
        while (waitInTurn < FULL_AFTER) {
            waitInTurn = workload.submit() ? 0 : waitInTurn + 1;
        }
        nothingFits(workload, naive);
    }

    private void placements(Workload workload, NaiveFirstFit naive, String use) {
        churn(workload, WARM_UP);
        Samples quietest = reserved(workload);
        for (int round = 1; round < ROUNDS; round++) {
            Samples next = reserved(workload);
            quietest = next.mean() < quietest.mean() ? next : quietest;
        }
        tell(use, quietest, naiveMean(naive, workload), MEAN_BUDGETS.get(executors));
    }

    private Samples reserved(Workload workload) {
        return ScriptTimes.of(redis.commands(), () -> churn(workload, PLACEMENTS))
                .function("reserve");
    }

    private double naiveMean(NaiveFirstFit naive, Workload workload) {
        return ScriptTimes.of(redis.commands(), () -> {
                    for (int search = 0; search < NAIVE_SEARCHES; search++) {
                        naive.search(workload.anyShape());
                    }
                })
                .function("naive_reserve")
                .mean();
    }

    private void nothingFits(Workload workload, NaiveFirstFit naive) {
        ScriptTimes joining = ScriptTimes.of(redis.commands(), () -> {
            for (int job = 0; job < PLACEMENTS; job++) {
                workload.submit();
            }
        });
        show(
                "100 %, a shape that waits, mean",
                Unit.MICROSECONDS, joining.function("reserve").mean());
        Workload others = workload.withOtherShapes(NEW_SHAPES);
        ScriptTimes searching = ScriptTimes.of(redis.commands(), others::submitEachShape);
        tell("100 %, a new shape", searching.function("reserve"), naiveMean(naive, others), null);
    }

    private void churn(Workload workload, int placements) {
        for (int placed = 0; placed < placements; ) {
            workload.endOne();
            placed += workload.submitOrLeave() ? 1 : 0;
        }
    }

    private void tell(String use, Samples ours, double naive, @Nullable Double mostMean) {
        boolean largest = executors == 10_000 && mostMean != null;
        figures.add(Figure.against(
                name(use + ", mean"),
                Unit.MICROSECONDS,
                ours.mean(),
                naive,
                mostMean == null ? null : Budget.atMost(mostMean)));
        show(use + ", p50", Unit.MICROSECONDS, ours.median());
        show(use + ", p99", Unit.MICROSECONDS, ours.quantile(P99));
        figures.add(Figure.alone(
                name(use + ", longest"),
                Unit.MICROSECONDS,
                ours.quantile(1),
                mostMean == null ? null : Budget.atMost(MOST_MICROS)));
        figures.add(Figure.against(
                name(use + ", placements"),
                Unit.PER_SECOND,
                MICROS_PER_SECOND / ours.mean(),
                MICROS_PER_SECOND / naive,
                largest ? Budget.ratioAtLeast(TIMES_NAIVE) : null));
    }

    private void show(String what, Unit unit, double value) {
        figures.add(Figure.alone(name(what), unit, value, null));
    }

    private String name(String what) {
        return executors + " executors, " + what;
    }
}
