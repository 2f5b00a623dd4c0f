package io.dwr.benchmarks.ledger;

import io.dwr.benchmarks.figure.Budget;
import io.dwr.benchmarks.figure.Figure;
import io.dwr.benchmarks.figure.Samples;
import io.dwr.benchmarks.figure.Unit;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.job.JobId;
import io.dwr.redis.RedisStores;
import io.dwr.redis.ledger.Ledger;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Why a job waits, in a fleet that is full and in one of which every executor is cordoned: what one call holds Redis up. */
final class VerdictFigures {
    private static final int SHAPES = 20;
    private static final int VERDICTS = 30;
    // The slow log has what a function calls, too: one look at each executor's hash must fit in.
    private static final int VERDICTS_BY_HASH = 3;
    private static final int FULL_AFTER = 200;
    private static final double MOST_MICROS = 2000;
    private static final double P99 = 0.99;
    private static final JobId ASKING = JobId.timeOrdered(0, new UUID(0, 0));

    private VerdictFigures() {}

    static List<Figure> of(OwnRedis redis, int executors) {
        try (RedisStores stores = redis.emptyLedger()) {
            Ledger ledger = stores.ledger();
            Random random = new Random(executors);
            Fleet.join(ledger, executors, random);
            Workload workload = new Workload(ledger, SHAPES, random);
            int waitInTurn = 0;
            while (waitInTurn < FULL_AFTER) {
                waitInTurn = workload.submit() ? 0 : waitInTurn + 1;
            }
            List<Figure> full = measured(redis, ledger, workload, VERDICTS, executors + " executors, all full, ");
            for (int number = 0; number < executors; number++) {
                ledger.setState(new ExecutorId("x" + number), ExecutorState.CORDONED);
            }
            List<Figure> cordoned =
                    measured(redis, ledger, workload, VERDICTS_BY_HASH, executors + " executors, all cordoned, ");
            return Stream.of(full, cordoned).flatMap(List::stream).toList();
        }
    }

    private static List<Figure> measured(OwnRedis redis, Ledger ledger, Workload workload, int verdicts, String name) {
        Samples calls = ScriptTimes.of(redis.commands(), () -> {
                    for (int verdict = 0; verdict < verdicts; verdict++) {
                        ledger.explain(ASKING, workload.anyShape(), Set.of());
                    }
                })
                .function("explain");
        double perVerdict = calls.count() / (double) verdicts;
        return List.of(
                Figure.alone(name + "a call of a verdict, mean", Unit.MICROSECONDS, calls.mean(), null),
                Figure.alone(
                        name + "a call of a verdict, p99",
                        Unit.MICROSECONDS,
                        calls.quantile(P99),
                        Budget.atMost(MOST_MICROS)),
                Figure.alone(name + "a call of a verdict, longest", Unit.MICROSECONDS, calls.quantile(1), null),
                Figure.alone(name + "calls of a verdict", Unit.COUNT, perVerdict, null),
                Figure.alone(name + "a verdict in all", Unit.MICROSECONDS, calls.mean() * perVerdict, null));
    }
}
