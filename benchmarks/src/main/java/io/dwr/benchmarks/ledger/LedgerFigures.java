package io.dwr.benchmarks.ledger;

import io.dwr.benchmarks.figure.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All figures of the ledger, on a Redis that is started for them. */
public final class LedgerFigures {
    private static final List<Integer> EXECUTORS = List.of(10, 100, 1_000, 10_000);
    private static final List<Integer> FEW_EXECUTORS = List.of(1_000);
    private static final List<Integer> MANY_EXECUTORS = List.of(1_000, 10_000);
    private static final List<Integer> SHAPES = List.of(20, 500, 5_000);
    private static final int WAITING = 100_000;
    private static final int FEW_WAITING = 10_000;

    private LedgerFigures() {}

    public static List<Figure> measure(String redisServer, boolean quick) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        try (OwnRedis redis = OwnRedis.start(redisServer)) {
            for (int executors : quick ? FEW_EXECUTORS : EXECUTORS) {
                figures.addAll(PlacementFigures.of(redis, executors));
            }
            for (int executors : quick ? FEW_EXECUTORS : MANY_EXECUTORS) {
                figures.addAll(VerdictFigures.of(redis, executors));
            }
            for (int shapes : SHAPES) {
                figures.addAll(WaitingFigures.of(redis, quick ? FEW_WAITING : WAITING, shapes));
            }
        }
        return figures;
    }
}
