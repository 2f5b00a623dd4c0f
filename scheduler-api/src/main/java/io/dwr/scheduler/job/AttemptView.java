package io.dwr.scheduler.job;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Usage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One ended attempt of a job. */
record AttemptView(
        int attempt,
        String executorId,
        String executorIp,
        List<String> gpuUuids,
        @Nullable String statusReason,
        @Nullable String statusMessage,
        @Nullable Integer exitCode,
        @Nullable String containerId,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Usage usage,
        @Nullable CauseView cause,
        @Nullable ImageUse image) {
    static AttemptView of(AttemptRecord attempt) {
        Outcome outcome = attempt.outcome();
        return new AttemptView(
                attempt.number(),
                attempt.reservation().executorId(),
                attempt.reservation().executorIp(),
                attempt.reservation().gpuUuids(),
                outcome == null ? null : outcome.reason().code(),
                outcome == null ? null : outcome.message(),
                outcome == null ? null : outcome.exitCode(),
                outcome == null ? null : outcome.containerId(),
                outcome == null ? null : outcome.startedAt(),
                outcome == null ? null : outcome.finishedAt(),
                outcome == null ? null : outcome.usage(),
                outcome == null ? null : CauseView.of(outcome),
                outcome == null ? null : outcome.image());
    }
}
