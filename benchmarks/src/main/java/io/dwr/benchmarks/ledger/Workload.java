package io.dwr.benchmarks.ledger;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Resources;
import io.dwr.redis.ledger.Ledger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Jobs of so many shapes that come and go: half a core to 8 cores, 1 to 6 GiB for each core. */
final class Workload {
    private static final int PRIORITY = 50;
    private static final int LEAST_MILLI_CPUS = 500;
    private static final int MOST_MILLI_CPUS = 8000;
    private static final int[] GIB_PER_CORE = {1, 2, 4, 6};
    private static final long BYTES_PER_MILLI_CPU = (1L << 30) / 1000;

    private final Ledger ledger;
    private final Random random;
    private final List<Requirements> shapes;
    private final List<Held> held = new ArrayList<>();
    private long count;
    private long heldMilliCpus;

    private record Held(JobId id, long milliCpus) {}

    Workload(Ledger ledger, int shapes, Random random) {
        this.ledger = ledger;
        this.random = random;
        Set<Requirements> different = new LinkedHashSet<>();
        while (different.size() < shapes) {
            long milliCpus = random.nextInt(LEAST_MILLI_CPUS, MOST_MILLI_CPUS + 1);
            long bytes = milliCpus * BYTES_PER_MILLI_CPU * GIB_PER_CORE[random.nextInt(GIB_PER_CORE.length)];
            different.add(Requirements.of(new Resources(milliCpus, bytes), GpuRequirements.NONE));
        }
        this.shapes = List.copyOf(different);
    }

    /** Another one on the same ledger, whose jobs come after these. */
    Workload withOtherShapes(int many) {
        Workload others = new Workload(ledger, many, random);
        others.count = count;
        return others;
    }

    void submitEachShape() {
        shapes.forEach(this::submit);
    }

    Requirements anyShape() {
        return shapes.get(random.nextInt(shapes.size()));
    }

    int held() {
        return held.size();
    }

    long heldMilliCpus() {
        return heldMilliCpus;
    }

    /** One more job of any shape; false when it waits. */
    boolean submit() {
        return submit(anyShape());
    }

    boolean submit(Requirements requirements) {
        JobId id = nextId();
        if (ledger.reserve(id, 1, rank(), requirements, Set.of()).kind() != Placement.Kind.PLACED) {
            return false;
        }
        long milliCpus = requirements.resources().milliCpus();
        held.add(new Held(id, milliCpus));
        heldMilliCpus += milliCpus;
        return true;
    }

    /** Like {@link #submit()}, and whoever would wait leaves again. */
    boolean submitOrLeave() {
        if (submit()) {
            return true;
        }
        ledger.withdraw(lastId(), 1);
        return false;
    }

    /** Any job ends. */
    void endOne() {
        Held ended = held.get(random.nextInt(held.size()));
        held.set(held.indexOf(ended), held.getLast());
        held.removeLast();
        heldMilliCpus -= ended.milliCpus();
        ledger.release(ended.id(), 1);
    }

    private JobId nextId() {
        count++;
        return lastId();
    }

    /** Of the job that was submitted last. */
    JobId lastId() {
        return JobId.timeOrdered(count, new UUID(count, count));
    }

    private Rank rank() {
        return new Rank(PRIORITY, count);
    }
}
