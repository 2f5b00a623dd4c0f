package io.dwr.scheduler.job;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.PullRetry;
import io.dwr.model.job.SentBy;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Reservation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the story of a job from its record, in the order in which it happened. */
final class JobEvents {
    private final JobRecord job;
    private final List<JobEvent> events = new ArrayList<>();

    private JobEvents(JobRecord job) {
        this.job = job;
    }

    static List<JobEvent> of(JobRecord job) {
        JobEvents story = new JobEvents(job);
        story.tell();
        return List.copyOf(story.events);
    }

    private void tell() {
        events.add(new JobEvent(job.createdAt(), "submitted", null, null, null, null, "submitted"));
        job.attempts().forEach(this::endedAttempt);
        Reservation present = job.reservation();
        if (present != null && isNew(job.attempt())) {
            pullRetries(job.image(), job.attempt(), present);
            if (job.startedAt() != null) {
                started(job.startedAt(), job.attempt(), present);
            }
        }
        if (job.status().isFinal()) {
            ended();
        }
    }

    private boolean isNew(int attempt) {
        return job.attempts().stream().noneMatch(ended -> ended.number() == attempt);
    }

    private void endedAttempt(AttemptRecord attempt) {
        Outcome outcome = attempt.outcome();
        if (outcome == null) {
            return;
        }
        pullRetries(outcome.image(), attempt.number(), attempt.reservation());
        if (outcome.startedAt() != null) {
            started(outcome.startedAt(), attempt.number(), attempt.reservation());
        }
        if (outcome.cause().sentBy() == SentBy.PROCESS && outcome.cause().limit() != null) {
            events.add(new JobEvent(
                    outcome.finishedAt(),
                    "memory_warning",
                    attempt.number(),
                    attempt.reservation().executorId(),
                    null,
                    null,
                    "a process in the container was killed at the job's memory limit; the program itself went on"));
        }
        events.add(new JobEvent(
                outcome.finishedAt(),
                "attempt_ended",
                attempt.number(),
                attempt.reservation().executorId(),
                outcome.reason().code(),
                outcome.exitCode(),
                outcome.message()));
    }

    private void pullRetries(@Nullable ImageUse image, int attempt, Reservation reservation) {
        if (image == null || image.pull() == null) {
            return;
        }
        for (PullRetry retry : image.pull().retries()) {
            events.add(new JobEvent(
                    retry.at(), "pull_retried", attempt, reservation.executorId(), null, null, retry.message()));
        }
    }

    private void started(Instant time, int attempt, Reservation reservation) {
        events.add(new JobEvent(
                time,
                "container_started",
                attempt,
                reservation.executorId(),
                null,
                null,
                "the container started on executor " + reservation.executorId() + " (" + reservation.executorIp()
                        + ")"));
    }

    private void ended() {
        @Nullable StatusReason reason = job.reason();
        Instant time = job.finishedAt() == null ? job.statusAt() : job.finishedAt();
        String message =
                job.message() == null ? job.status().word() : job.status().word() + ": " + job.message();
        events.add(new JobEvent(
                time, "ended", null, null, reason == null ? null : reason.code(), job.exitCode(), message));
    }
}
