package io.dwr.scheduler.job;

import io.dwr.model.job.JobRecord;
import io.dwr.model.placement.Reservation;
import io.dwr.model.placement.Verdict;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a job waits; of one that does not wait, how it stands.
 *
 * @param message why it waits, or that it does not and how it stands, without a full stop
 * @param verdict null when it does not wait
 * @param position in the whole waiting line, 1 = next; null when it does not stand there
 * @param since when its status last changed
 * @param asks what it asks of an executor
 */
record JobExplanation(
        String jobId,
        String status,
        String stage,
        String message,
        @Nullable VerdictView verdict,
        @Nullable Long position,
        int attempt,
        @Nullable String executorId,
        Instant since,
        int priority,
        String queue,
        RequirementsView asks) {
    static JobExplanation of(JobRecord job, @Nullable VerdictView verdict, @Nullable Long position) {
        return of(job, verdict == null ? standing(job) : waiting(job, verdict), verdict, position);
    }

    /** Of a job that holds room on an executor. */
    static JobExplanation of(JobRecord job, @Nullable AwayExecutor away) {
        return of(job, standing(job) + (away == null ? "" : "; " + away.sentence()), null, null);
    }

    private static JobExplanation of(
            JobRecord job, String message, @Nullable VerdictView verdict, @Nullable Long position) {
        return new JobExplanation(
                job.id().value(),
                job.status().word(),
                job.stage().word(),
                message,
                verdict,
                position,
                job.attempt(),
                verdict == null
                        ? Optional.ofNullable(job.reservation())
                                .map(Reservation::executorId)
                                .orElse(null)
                        : null,
                job.statusAt(),
                job.spec().policy().priority(),
                job.spec().policy().queue(),
                RequirementsView.of(job.spec().requirements()));
    }

    private static String waiting(JobRecord job, VerdictView verdict) {
        return job.message() == null || !verdict.kind().equals(Verdict.Kind.ROOM.word())
                ? verdict.message()
                : "attempt " + job.nextAttempt() + " is about to begin; the one before failed (" + job.message() + ")";
    }

    private static String standing(JobRecord job) {
        if (job.status().isFinal()) {
            String message = job.message() == null ? "" : ": " + job.message();
            return "it does not wait: it has " + (job.status().word().equals("aborted") ? "been " : "")
                    + job.status().word() + message;
        }
        Reservation reservation = job.reservation();
        String place = reservation == null ? "" : " on executor " + reservation.executorId();
        return "it does not wait: it is " + job.stage().word() + place + ", attempt " + job.attempt();
    }
}
