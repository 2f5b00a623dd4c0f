package io.dwr.redis;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.Obstacle;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts a verdict together from calls that each look at a part of the fleet, so that none holds Redis up. */
final class RedisVerdicts {
    private static final String START = "";
    private static final String NO_JOB = "";

    private final Map<Obstacle, Integer> counts = new EnumMap<>(Obstacle.class);
    private final Set<String> gpuModels = new TreeSet<>();
    private int executors;
    private Verdict.@Nullable Lack nearest;
    private double leastShare;
    private Verdict.@Nullable Most largest;

    private RedisVerdicts() {}

    /**
     * Why a job would not be placed just now.
     *
     * @param jobId null when it has no place in the ledger yet
     */
    static Verdict verdict(
            RedisConnection redis, @Nullable JobId jobId, Requirements requirements, Set<String> avoided) {
        RedisVerdicts parts = new RedisVerdicts();
        String request = ShapeRequest.json(requirements);
        String names = StoredJson.write(new TreeSet<>(avoided));
        String from = START;
        do {
            Reply part = redis.read("explain", request, names, jobId == null ? NO_JOB : jobId.value(), from);
            parts.add(part);
            from = part.text(0);
        } while (!from.isEmpty());
        return new Verdict(parts.executors, parts.counts, parts.nearest, parts.largest, List.copyOf(parts.gpuModels));
    }

    private void add(Reply part) {
        executors += (int) part.number(1);
        part.list(2)
                .fields()
                .forEach((word, count) -> counts.merge(
                        Obstacle.valueOf(word.toUpperCase(Locale.ROOT)), Integer.parseInt(count), Integer::sum));
        addNearest(part.list(3));
        addLargest(part.list(4));
        gpuModels.addAll(part.list(5).texts());
    }

    private void addNearest(Reply found) {
        if (found.size() == 0) {
            return;
        }
        double share = Double.parseDouble(found.text(1));
        if (nearest == null || share < leastShare) {
            leastShare = share;
            nearest = new Verdict.Lack(
                    found.text(0), found.number(2), found.number(3), (int) found.number(4), (int) found.number(5));
        }
    }

    private void addLargest(Reply found) {
        if (found.size() == 0) {
            return;
        }
        Verdict.Most before = largest == null ? new Verdict.Most(0, 0, 0, 0) : largest;
        largest = new Verdict.Most(
                Math.max(before.milliCpus(), found.number(0)),
                Math.max(before.memoryMib(), found.number(1)),
                Math.max(before.gpus(), (int) found.number(2)),
                Math.max(before.gpuMemoryMib(), found.number(3)));
    }
}
