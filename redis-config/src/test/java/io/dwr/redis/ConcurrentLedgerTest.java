package io.dwr.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.model.executor.ExecutorView;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Requirements;
import io.dwr.redis.ledger.LedgerEvents.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many at once: never over capacity, no GPU twice, and everybody is served exactly once. */
class ConcurrentLedgerTest extends RedisTest {
    private static final int JOBS = 300;
    private static final Requirements ONE_GPU = gpus(1, "any", 0);

    @Test
    void manyJobsReserveAndFinishAtOnceAndEachIsServedOnce() throws Exception {
        join(
                Machine.machine("ada", 8, 8).withGpus("A100", 3, 80_000),
                Machine.machine("bob", 8, 8).withGpus("A100", 2, 80_000));
        ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
        AtomicInteger finished = new AtomicInteger();
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> watcher = threads.submit(() -> watch(done, faults));
            Future<?> grants = threads.submit(() -> serveGrants(finished));
            List<Future<?>> submissions = new ArrayList<>();
            for (int n = 1; n <= JOBS; n++) {
                int number = n;
                submissions.add(threads.submit(() -> submitAndRun(number, finished)));
            }
            for (Future<?> submission : submissions) {
                submission.get();
            }
            grants.get();
            done.set(true);
            watcher.get();
        }

        assertThat(finished).hasValue(JOBS);
        assertThat(faults).isEmpty();
        assertThat(ledger.reservations()).isEmpty();
        assertThat(freeCores("ada")).isEqualTo(8);
        assertThat(freeCores("bob")).isEqualTo(8);
        assertThat(view("ada").freeGpuUuids()).hasSize(3);
    }

    private static void submitAndRun(int n, AtomicInteger finished) {
        submit(n, ONE_GPU);
        Placement placement = reserve(n, 1, ONE_GPU);
        if (placement.kind() == Placement.Kind.PLACED) {
            finish(n, 1);
            finished.incrementAndGet();
        }
    }

    private static void serveGrants(AtomicInteger finished) {
        Set<Integer> granted = new HashSet<>();
        long start = System.nanoTime();
        while (finished.get() < JOBS) {
            if (System.nanoTime() - start > Duration.ofSeconds(60).toNanos()) {
                throw new AssertionError("only " + finished.get() + " of " + JOBS + " jobs were served");
            }
            List<Event> read = events.read("tester", 50, Duration.ofMillis(20));
            events.acknowledge(read);
            for (Event event : read) {
                int n = number(event.jobId());
                if (!granted.add(n)) {
                    throw new AssertionError("job " + n + " was granted twice");
                }
                finish(n, 1);
                finished.incrementAndGet();
            }
        }
    }

    private static void watch(AtomicBoolean done, ConcurrentLinkedQueue<String> faults) {
        while (!done.get()) {
            for (ExecutorView view : ledger.executors()) {
                int gpus = view.capacity().gpus().size();
                if (view.jobs().size() > gpus
                        || view.freeGpuUuids().size() + view.jobs().size() != gpus) {
                    faults.add(view.toString());
                }
            }
        }
    }
}
