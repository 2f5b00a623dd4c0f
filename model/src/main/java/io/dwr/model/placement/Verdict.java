package io.dwr.model.placement;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a job was not placed: each executor counted once, by the first thing that stood in the way.
 *
 * @param executors all that were looked at
 * @param counts executors by what stood in the way; those where nothing did are in none
 * @param nearest of the executors that are short only now, the one that lacks least; null when there is none
 * @param largest the most that the executors have that are too small or lack GPUs, each amount by itself; null when
 *     none is
 * @param gpuModels models of GPUs that the fleet has, in lower case
 */
public record Verdict(
        int executors,
        Map<Obstacle, Integer> counts,
        @Nullable Lack nearest,
        @Nullable Most largest,
        List<String> gpuModels) {
    // Histories of an earlier version have no such fields.
    public Verdict {
        counts = counts == null || counts.isEmpty()
                ? Map.of()
                : Collections.unmodifiableMap(new EnumMap<Obstacle, Integer>(counts));
        gpuModels = gpuModels == null ? List.of() : List.copyOf(gpuModels);
    }

    /** What an executor lacks of free room just now. */
    public record Lack(String executorId, long milliCpus, long memoryMib, int gpus, int jobs) {}

    /**
     * The most of each amount that executors have.
     *
     * @param gpus of the model that is asked for
     * @param gpuMemoryMib of one GPU of that model
     */
    public record Most(long milliCpus, long memoryMib, int gpus, long gpuMemoryMib) {}

    /** What it comes down to. */
    public enum Kind {
        /** None has registered. */
        NO_EXECUTORS,
        /** None could hold the job, as the fleet is. */
        NEVER,
        /** Some could, and none of these is ready. */
        NOT_READY,
        /** Some that are ready could, once enough has ended there. */
        NO_ROOM,
        /** Some can just now: the job is about to be placed. */
        ROOM;

        /** The word in JSON: lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Kind kind() {
        if (executors == 0) {
            return Kind.NO_EXECUTORS;
        }
        if (counts.values().stream().mapToInt(Integer::intValue).sum() < executors) {
            return Kind.ROOM;
        }
        if (count(Obstacle.Lasts.UNTIL_FREE) > 0) {
            return Kind.NO_ROOM;
        }
        return count(Obstacle.Lasts.UNTIL_READY) > 0 ? Kind.NOT_READY : Kind.NEVER;
    }

    public int count(Obstacle obstacle) {
        return counts.getOrDefault(obstacle, 0);
    }

    private int count(Obstacle.Lasts lasts) {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().lasts() == lasts)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** What stands in the way, for who waits no more: the sentence without what is still to come. Null when nothing does. */
    public @Nullable String obstacle(Requirements asked) {
        return kind() == Kind.ROOM ? null : new VerdictSentence(this, asked).obstacle();
    }

    /** Cause and next step for a person, without a full stop. */
    public String sentence(Requirements asked) {
        return new VerdictSentence(this, asked).text();
    }
}
