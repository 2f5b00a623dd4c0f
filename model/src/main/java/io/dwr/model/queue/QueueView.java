package io.dwr.model.queue;

import io.dwr.model.job.JobId;
import io.dwr.model.placement.Requirements;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A queue as it stands.
 *
 * @param claim null when nothing of its quota is kept for a job
 */
public record QueueView(
        String name,
        QueueLimits limits,
        QueueUse use,
        @Nullable QuotaClaim claim) {
    /** A queue that no quota names and that has no jobs. */
    public static QueueView empty(String name) {
        return new QueueView(name, QueueLimits.NONE, QueueUse.NONE, null);
    }

    /**
     * Why the quota keeps a job like this waiting; empty when it does not. What can never be comes first.
     *
     * @param jobId null when it is no job yet
     */
    public Optional<QuotaShortage> shortage(@Nullable JobId jobId, Requirements requirements) {
        QuotaClaim kept = claim == null || claim.jobId().equals(jobId) ? null : claim;
        List<QuotaWish> wishes = List.of(
                QuotaWish.cpu(
                        requirements.resources().milliCpus(),
                        limits.milliCpus(),
                        use.milliCpus(),
                        kept == null ? 0 : kept.milliCpus()),
                QuotaWish.memory(
                        requirements.resources().memoryMib(),
                        limits.memoryMib(),
                        use.memoryMib(),
                        kept == null ? 0 : kept.memoryMib()),
                QuotaWish.gpus(requirements.gpus().count(), limits.gpus(), use.gpus(), kept == null ? 0 : kept.gpus()));
        return wishes.stream()
                .filter(QuotaWish::isNever)
                .findFirst()
                .or(() -> wishes.stream().filter(QuotaWish::isHeldUp).findFirst())
                .map(wish -> new QuotaShortage(name, wish.isNever(), wish.sentence(name)));
    }
}
