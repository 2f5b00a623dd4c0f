package io.dwr.scheduler.job;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dwr.model.job.JobSpec;
import io.dwr.model.placement.Foresight;
import io.dwr.model.placement.Reservation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What would come of a job that was submitted now, and the job with every default filled in.
 *
 * @param outcome {@code placed} or {@code waits}
 * @param message the same as a sentence
 * @param executorId where it would run; null when it would wait
 * @param gpuUuids that it would be given
 * @param verdict why it would wait; null when it would not
 * @param position where it would stand in the waiting line
 */
record DryRunPage(
        boolean dryRun,
        String outcome,
        String message,
        @Nullable String executorId,
        @Nullable String executorIp,
        List<String> gpuUuids,
        @Nullable VerdictView verdict,
        @Nullable Long position,
        @Nullable String name,
        Map<String, String> labels,
        @JsonUnwrapped ContainerView container,
        @JsonUnwrapped RequirementsView requirements,
        @JsonUnwrapped PolicyView policy) {
    static DryRunPage of(JobSpec job, Foresight foresight, @Nullable VerdictView verdict) {
        Reservation placed = foresight.placed();
        return new DryRunPage(
                true,
                placed == null ? "waits" : "placed",
                placed == null
                        ? "it would wait: " + (verdict == null ? "" : verdict.message())
                        : "it would be placed on executor " + placed.executorId(),
                placed == null ? null : placed.executorId(),
                placed == null ? null : placed.executorIp(),
                placed == null ? List.of() : placed.gpuUuids(),
                verdict,
                placed == null ? foresight.position() : null,
                job.name(),
                new TreeMap<>(job.labels()),
                ContainerView.of(job.container()),
                RequirementsView.of(job.requirements()),
                PolicyView.of(job.policy()));
    }
}
