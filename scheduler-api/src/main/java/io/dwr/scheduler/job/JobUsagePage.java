package io.dwr.scheduler.job;

import io.dwr.model.job.JobRecord;
import io.dwr.model.job.Usage;
import io.dwr.model.job.UsagePoint;
import io.dwr.model.job.UsageSeries;
import io.dwr.redis.usage.UsageStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the container of a job uses or used.
 *
 * @param attempt that the series is of: the last one that was sampled
 * @param usage of the present attempt, or the last that ran
 * @param samplesPerPoint how many samples a point stands for
 * @param points oldest first
 */
record JobUsagePage(String jobId, int attempt, @Nullable Usage usage, int samplesPerPoint, List<UsagePoint> points) {
    static JobUsagePage of(JobRecord job, UsageStore.@Nullable Noted noted) {
        UsageSeries series = noted == null ? UsageSeries.EMPTY : noted.series();
        return new JobUsagePage(
                job.id().value(),
                noted == null ? job.attempt() : noted.attempt(),
                job.lastUsage(),
                series.samplesPerPoint(),
                series.points());
    }
}
