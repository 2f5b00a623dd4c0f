package io.dwr.benchmarks.run;

import io.dwr.benchmarks.figure.Figure;
import io.dwr.benchmarks.ledger.LedgerFigures;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ledger alone, on a Redis of its own. */
public final class LedgerBenchmark implements Benchmark {
    private final @Nullable String redisServer;
    private final boolean quick;

    /** No figures without a Redis server to start. */
    public LedgerBenchmark(@Nullable String redisServer, boolean quick) {
        this.redisServer = redisServer;
        this.quick = quick;
    }

    @Override
    public List<Figure> measure() throws IOException, InterruptedException {
        return redisServer == null ? List.of() : LedgerFigures.measure(redisServer, quick);
    }
}
