package io.dwr.model.queue;

import io.dwr.model.placement.Requirements;
import java.util.List;
import java.util.Optional;

/** A queue as it stands. */
public record QueueView(String name, QueueLimits limits, QueueUse use) {
    /** A queue that no quota names and that has no jobs. */
    public static QueueView empty(String name) {
        return new QueueView(name, QueueLimits.NONE, QueueUse.NONE);
    }

    /** Why the quota keeps a job like this waiting; empty when it does not. What can never be comes first. */
    public Optional<QuotaShortage> shortage(Requirements requirements) {
        List<QuotaWish> wishes = List.of(
                QuotaWish.cpu(requirements.resources().milliCpus(), limits.milliCpus(), use.milliCpus()),
                QuotaWish.memory(requirements.resources().memoryMib(), limits.memoryMib(), use.memoryMib()),
                QuotaWish.gpus(requirements.gpus().count(), limits.gpus(), use.gpus()));
        return wishes.stream()
                .filter(QuotaWish::isNever)
                .findFirst()
                .or(() -> wishes.stream().filter(QuotaWish::isHeldUp).findFirst())
                .map(wish -> new QuotaShortage(name, wish.isNever(), wish.sentence(name)));
    }
}
