package io.dwr.scheduler.queue;

import io.dwr.model.queue.QueueLimits;
import io.dwr.model.queue.QueueUse;
import io.dwr.model.queue.QueueView;
import io.dwr.scheduler.json.Amounts;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A queue by itself.
 *
 * @param limits null = no limit
 * @param pendingJobs accepted and not taken up by an executor
 * @param runningJobs with a reservation
 */
record QueuePage(String name, Limits limits, Used used, long pendingJobs, long runningJobs) {
    /** What its quota allows at most. */
    record Limits(
            @Nullable BigDecimal cpuCores,
            @Nullable BigDecimal memoryGb,
            @Nullable Long gpus,
            @Nullable Long pendingJobs) {}

    /** What its jobs have in use. */
    record Used(BigDecimal cpuCores, BigDecimal memoryGb, long gpus) {}

    static QueuePage of(QueueView queue) {
        QueueLimits limits = queue.limits();
        QueueUse use = queue.use();
        return new QueuePage(
                queue.name(),
                new Limits(
                        limits.milliCpus() == null ? null : Amounts.cores(limits.milliCpus()),
                        limits.memoryMib() == null ? null : Amounts.gibOfMib(limits.memoryMib()),
                        limits.gpus(),
                        limits.pendingJobs()),
                new Used(Amounts.cores(use.milliCpus()), Amounts.gibOfMib(use.memoryMib()), use.gpus()),
                use.pendingJobs(),
                use.runningJobs());
    }
}
