package io.dwr.model.placement;

import io.dwr.model.job.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A verdict in words: what it comes down to, what to do, and the counts. */
final class VerdictSentence {
    private static final int MOST_MODELS = 8;

    private final Verdict verdict;
    private final Requirements asked;

    VerdictSentence(Verdict verdict, Requirements asked) {
        this.verdict = verdict;
        this.asked = asked;
    }

    String text() {
        boolean ends = verdict.kind() == Verdict.Kind.NO_ROOM && verdict.nearest() != null;
        return said(ends ? "; the job starts when enough has ended" : "");
    }

    String obstacle() {
        return said("");
    }

    private String said(String hope) {
        return switch (verdict.kind()) {
            case NO_EXECUTORS -> "no executor has registered yet: start one";
            case ROOM -> "there is room: the job is about to be placed";
            case NO_ROOM -> "no room now: " + shortOf() + hope + counts();
            case NOT_READY ->
                "no room now: every executor that could hold it is out of service; uncordon one, or see why it is not"
                        + " ready" + counts();
            case NEVER -> "never, as the fleet is: " + never() + counts();
        };
    }

    private String shortOf() {
        Verdict.Lack nearest = verdict.nearest();
        if (nearest == null) {
            return "what is free is kept for jobs that have waited longer";
        }
        List<String> parts = new ArrayList<>();
        if (nearest.milliCpus() > 0) {
            parts.add(Amount.cores(nearest.milliCpus()));
        }
        if (nearest.memoryMib() > 0) {
            parts.add(Amount.memory(nearest.memoryMib()));
        }
        if (nearest.gpus() > 0) {
            parts.add(Amount.gpus(nearest.gpus()));
        }
        if (nearest.jobs() > 0) {
            parts.add("a place for one more job");
        }
        return "executor " + nearest.executorId() + " comes nearest and lacks " + joined(parts);
    }

    /** By the executors that came furthest. */
    private String never() {
        if (verdict.count(Obstacle.TOO_SMALL) > 0) {
            return tooSmall();
        }
        if (verdict.count(Obstacle.GPU_MEMORY) > 0) {
            return "no executor has enough GPUs with "
                    + Amount.memory(asked.gpus().memoryMib())
                    + " of memory each, the largest has " + Amount.memoryThere(most().gpuMemoryMib())
                    + "; ask for less, or add an executor with larger ones";
        }
        if (verdict.count(Obstacle.GPU_MODEL) > 0) {
            return gpuModel();
        }
        if (verdict.count(Obstacle.EXCLUDED) > 0) {
            return "every executor that could hold it is excluded; exclude fewer, or add one";
        }
        if (verdict.count(Obstacle.LABEL) > 0) {
            return "no executor has the labels that are wanted and none of those that are not" + permissions()
                    + "; ask for others, or label one";
        }
        String place = verdict.count(Obstacle.DATACENTER) > 0 ? "datacenter" : "region";
        return "no executor is in an eligible " + place + "; ask for another, or add an executor there";
    }

    /** Labels that no operator sets as such. */
    private String permissions() {
        List<String> wanted = asked.eligibleLabels().keySet().stream()
                .filter(label -> label.startsWith(Permission.LABEL_PREFIX))
                .map(label -> label.substring(Permission.LABEL_PREFIX.length()))
                .toList();
        return wanted.isEmpty() ? "" : " (" + joined(wanted) + " must be allowed by an executor's EXECUTOR_ALLOW)";
    }

    private String tooSmall() {
        List<String> has = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        Verdict.Most most = most();
        Resources resources = asked.resources();
        if (most.milliCpus() < resources.milliCpus()) {
            has.add(Amount.cores(most.milliCpus()));
            wanted.add(Amount.cores(resources.milliCpus()));
        }
        if (most.memoryMib() < resources.memoryMib()) {
            has.add(Amount.memoryThere(most.memoryMib()));
            wanted.add(Amount.memory(resources.memoryMib()));
        }
        if (has.isEmpty()) {
            return "no executor has all that is asked for at once; ask for less, or add a larger one";
        }
        return "the largest executor has " + joined(has) + ", asked for " + (wanted.size() > 1 ? "are " : "is ")
                + joined(wanted) + "; ask for less, or add a larger one";
    }

    private String gpuModel() {
        String model = asked.gpus().model();
        String kind = model.equals(GpuRequirements.ANY) ? "" : " of model \"" + model + "\"";
        if (most().gpus() > 0) {
            return "no executor has more than " + Amount.gpus(most().gpus()) + kind + ", asked for "
                    + (asked.gpus().count() > 1 ? "are " : "is ") + asked.gpus().count()
                    + "; ask for fewer, or add a larger one";
        }
        return "no executor that it may use has a GPU" + kind + "; " + models();
    }

    private String models() {
        List<String> models = verdict.gpuModels();
        if (models.isEmpty()) {
            return "add an executor with GPUs";
        }
        String more = models.size() > MOST_MODELS ? ", …" : "";
        return "the fleet has " + models.stream().limit(MOST_MODELS).collect(Collectors.joining(", ")) + more;
    }

    private Verdict.Most most() {
        Verdict.Most largest = verdict.largest();
        return largest == null ? new Verdict.Most(0, 0, 0, 0) : largest;
    }

    private String counts() {
        String causes =
                verdict.counts().entrySet().stream().map(VerdictSentence::words).collect(Collectors.joining(", "));
        int executors = verdict.executors();
        return " (of " + executors + (executors == 1 ? " executor, " : " executors, ") + causes + ")";
    }

    private static String words(Map.Entry<Obstacle, Integer> count) {
        return count.getValue() + " " + count.getKey().text();
    }

    private static String joined(List<String> parts) {
        return parts.size() < 2
                ? String.join("", parts)
                : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
    }
}
