package io.dwr.benchmarks.ledger;

import io.dwr.benchmarks.figure.Budget;
import io.dwr.benchmarks.figure.Figure;
import io.dwr.benchmarks.figure.Samples;
import io.dwr.benchmarks.figure.Unit;
import io.dwr.redis.RedisStores;
import io.dwr.redis.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A full fleet with a long waiting line: what the end of a job costs, grants included, and what a waiting job takes. */
final class WaitingFigures {
    private static final int EXECUTORS = 1000;
    private static final int RELEASES = 300;
    private static final int POSITIONS = 20;
    private static final int ROUNDS = 3;
    private static final double MOST_MICROS = 500;
    private static final double MOST_BYTES = 1024;
    private static final double P99 = 0.99;

    private WaitingFigures() {}

    static List<Figure> of(OwnRedis redis, int waiting, int shapes) {
        try (RedisStores stores = redis.emptyLedger()) {
            Random random = new Random(shapes);
            Fleet.join(stores.ledger(), EXECUTORS, random);
            Workload workload = new Workload(stores.ledger(), shapes, random);
            long inLine = 0;
            long before = redis.usedMemory();
            while (inLine < waiting) {
                boolean placed = workload.submit();
                inLine = placed ? 0 : inLine + 1;
                before = placed ? redis.usedMemory() : before;
            }
            double bytes = (redis.usedMemory() - before) / (double) inLine;
            Figure position = position(redis, stores.ledger(), workload, waiting + " waiting, " + shapes + " shapes, ");
            List<Figure> figures =
                    new ArrayList<>(figures(redis, workload, waiting + " waiting, " + shapes + " shapes, ", bytes));
            figures.add(position);
            return figures;
        }
    }

    private static List<Figure> figures(OwnRedis redis, Workload workload, String name, double bytes) {
        ScriptTimes quietest = ended(redis, workload);
        for (int round = 1; round < ROUNDS; round++) {
            ScriptTimes next = ended(redis, workload);
            quietest = release(next).mean() < release(quietest).mean() ? next : quietest;
        }
        Samples release = release(quietest);
        Samples resume = quietest.function("resume");
        double calls = 1 + resume.count() / (double) release.count();
        return List.of(
                Figure.alone(name + "release, mean", Unit.MICROSECONDS, release.mean(), Budget.atMost(MOST_MICROS)),
                Figure.alone(name + "release, p99", Unit.MICROSECONDS, release.quantile(P99), null),
                Figure.alone(
                        name + "continued, mean",
                        Unit.MICROSECONDS,
                        resume.count() == 0 ? 0 : resume.mean(),
                        Budget.atMost(MOST_MICROS)),
                Figure.alone(name + "calls until all are looked at", Unit.COUNT, calls, null),
                Figure.alone(name + "bytes of a waiting job", Unit.BYTES, bytes, Budget.atMost(MOST_BYTES)));
    }

    private static Figure position(OwnRedis redis, Ledger ledger, Workload workload, String name) {
        Samples calls = ScriptTimes.of(redis.commands(), () -> {
                    for (int asked = 0; asked < POSITIONS; asked++) {
                        ledger.position(workload.lastId());
                    }
                })
                .function("position");
        return Figure.alone(name + "a call of a position, longest", Unit.MICROSECONDS, calls.quantile(1), null);
    }

    private static Samples release(ScriptTimes times) {
        return times.function("release");
    }

    private static ScriptTimes ended(OwnRedis redis, Workload workload) {
        return ScriptTimes.of(redis.commands(), () -> {
            for (int ended = 0; ended < RELEASES; ended++) {
                workload.endOne();
            }
        });
    }
}
