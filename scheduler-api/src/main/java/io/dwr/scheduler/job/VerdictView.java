package io.dwr.scheduler.job;

import io.dwr.model.placement.Obstacle;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Verdict;
import io.dwr.model.queue.QuotaShortage;
import io.dwr.scheduler.json.Amounts;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a job waits.
 *
 * @param kind {@link Verdict.Kind} as a word, or {@code quota}: its queue uses too much of its quota
 * @param message cause and next step as a sentence
 * @param possible whether any executor could ever hold it, as the fleet and its quota are
 * @param counts {@code executors}, and those of them by the first thing that stands in the way
 * @param nearest of the executors that are short only now, the one that lacks least
 * @param largest the most that those have that are too small or lack GPUs
 * @param gpuModels models that the fleet has, when too few executors have the one that is asked for
 */
record VerdictView(
        String kind,
        String message,
        boolean possible,
        Map<String, Integer> counts,
        @Nullable LackView nearest,
        @Nullable MostView largest,
        @Nullable List<String> gpuModels) {
    static VerdictView of(Verdict verdict, Requirements asked) {
        return new VerdictView(
                verdict.kind().word(),
                verdict.sentence(asked),
                verdict.kind() != Verdict.Kind.NEVER && verdict.kind() != Verdict.Kind.NO_EXECUTORS,
                counts(verdict),
                LackView.of(verdict.nearest()),
                MostView.of(verdict.largest()),
                verdict.count(Obstacle.GPU_MODEL) > 0 ? verdict.gpuModels() : null);
    }

    /** The same when, whatever executors have, the queue's quota stands in the way. */
    VerdictView under(QuotaShortage shortage) {
        return new VerdictView(
                shortage.never() ? Verdict.Kind.NEVER.word() : "quota",
                shortage.sentence(),
                possible && !shortage.never(),
                counts,
                nearest,
                largest,
                gpuModels);
    }

    private static Map<String, Integer> counts(Verdict verdict) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("executors", verdict.executors());
        for (Obstacle obstacle : Obstacle.values()) {
            counts.put(obstacle.word(), verdict.count(obstacle));
        }
        return counts;
    }

    /** What an executor lacks of free room. */
    record LackView(String executorId, BigDecimal cpuCores, BigDecimal memoryGb, int gpus, int jobs) {
        static @Nullable LackView of(Verdict.@Nullable Lack lack) {
            return lack == null
                    ? null
                    : new LackView(
                            lack.executorId(),
                            Amounts.cores(lack.milliCpus()),
                            Amounts.gibOfMib(lack.memoryMib()),
                            lack.gpus(),
                            lack.jobs());
        }
    }

    /** The most of each amount, of several executors. */
    record MostView(BigDecimal cpuCores, BigDecimal memoryGb, int gpus, BigDecimal gpuMemoryGb) {
        static @Nullable MostView of(Verdict.@Nullable Most most) {
            return most == null
                    ? null
                    : new MostView(
                            Amounts.cores(most.milliCpus()),
                            Amounts.gibOfMib(most.memoryMib()),
                            most.gpus(),
                            Amounts.gibOfMib(most.gpuMemoryMib()));
        }
    }
}
