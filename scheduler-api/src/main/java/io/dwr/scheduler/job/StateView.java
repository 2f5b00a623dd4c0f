package io.dwr.scheduler.job;

import io.dwr.model.job.ImageUse;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.Usage;
import io.dwr.model.placement.Reservation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a job's page that says how it stands.
 *
 * @param usage of the present attempt, or the last that ran
 * @param gpuIdleSince since when a GPU that it holds does nothing; null when none is idle for long
 * @param executorAway why nothing is heard of a live attempt just now: {@link AwayExecutor.Kind} as a word; else null
 * @param executorAwaySince null when nobody knows, too
 */
record StateView(
        String status,
        Instant statusDate,
        String stage,
        @Nullable String statusReason,
        @Nullable String statusMessage,
        @Nullable CauseView cause,
        int attempt,
        List<AttemptView> attempts,
        @Nullable String executorId,
        @Nullable String executorIp,
        List<String> gpuUuids,
        @Nullable Integer exitCode,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable ImageUse image,
        @Nullable Usage usage,
        @Nullable Instant gpuIdleSince,
        @Nullable String executorAway,
        @Nullable Instant executorAwaySince) {
    static StateView of(JobRecord job, @Nullable AwayExecutor away) {
        Reservation reservation = job.reservation();
        StatusReason reason = job.reason();
        return new StateView(
                job.status().word(),
                job.statusAt(),
                job.stage().word(),
                reason == null ? null : reason.code(),
                message(job, away),
                CauseView.of(job),
                job.attempt(),
                job.attempts().stream().map(AttemptView::of).toList(),
                reservation == null ? null : reservation.executorId(),
                reservation == null ? null : reservation.executorIp(),
                reservation == null ? List.of() : reservation.gpuUuids(),
                job.exitCode(),
                job.createdAt(),
                job.updatedAt(),
                job.startedAt(),
                job.finishedAt(),
                image(job),
                job.lastUsage(),
                job.usage() == null ? null : job.usage().gpuIdleSince(),
                away == null ? null : away.kind().word(),
                away == null ? null : away.since());
    }

    private static @Nullable String message(JobRecord job, @Nullable AwayExecutor away) {
        if (away == null) {
            return job.message();
        }
        return job.message() == null ? away.sentence() : job.message() + "; " + away.sentence();
    }

    /** A record that was lost and written anew at the end has the image in its attempts alone. */
    private static @Nullable ImageUse image(JobRecord job) {
        if (job.image() != null || job.attempts().isEmpty()) {
            return job.image();
        }
        Outcome last = job.attempts().getLast().outcome();
        return last == null || !job.status().isFinal() ? null : last.image();
    }
}
