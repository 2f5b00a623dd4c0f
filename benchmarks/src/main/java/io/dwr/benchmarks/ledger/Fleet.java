package io.dwr.benchmarks.ledger;

import io.dwr.model.executor.Capacity;
import io.dwr.model.executor.Engine;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.ExecutorReport.Health;
import io.dwr.model.executor.ExecutorReport.ProcessIds;
import io.dwr.model.executor.ExecutorReport.Site;
import io.dwr.model.executor.HostState;
import io.dwr.model.placement.Resources;
import io.dwr.redis.ledger.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Executors of three sizes, 4 GiB for each core. */
final class Fleet {
    private static final Duration LOST_AFTER = Duration.ofHours(1);
    private static final int[] CORES = {16, 32, 64};
    private static final int MOST_JOBS = 1000;
    private static final long BYTES_PER_CORE = 4L << 30;

    private final long milliCpus;

    private Fleet(long milliCpus) {
        this.milliCpus = milliCpus;
    }

    static Fleet join(Ledger ledger, int executors, Random random) {
        long milliCpus = 0;
        for (int number = 0; number < executors; number++) {
            int cores = CORES[random.nextInt(CORES.length)];
            ledger.report(report(number, cores), LOST_AFTER);
            milliCpus += cores * 1000L;
        }
        return new Fleet(milliCpus);
    }

    long milliCpus() {
        return milliCpus;
    }

    private static ExecutorReport report(int number, int cores) {
        Resources all = new Resources(cores * 1000L, cores * BYTES_PER_CORE);
        return new ExecutorReport(
                new ExecutorId("x" + number),
                new Site("10.0.0.1", "host-" + number, "default", "default", Map.of()),
                new Capacity(all, List.of(), MOST_JOBS),
                new Engine("engine-" + number, "28.0", all),
                new ProcessIds("process-" + number, null),
                new Health(HostState.of(0, 0), null),
                List.of());
    }
}
