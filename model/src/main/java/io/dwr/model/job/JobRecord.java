package io.dwr.model.job;

import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Reservation;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is kept of a job: what was asked and how it stands.
 *
 * @param reason null until the job has ended, or while it waits again after a failed attempt: then that cause
 * @param message a sentence beside {@code reason}; without one, why a live attempt stays where it is, if it must
 * @param attempt number of the present or last attempt, 1 from the start
 * @param reservation what the present or last attempt holds or held; null before the first
 * @param exitCode of the last attempt that had one
 * @param statusAt when {@code status} last changed
 * @param startedAt when the present or last attempt's container started
 * @param attempts those that have ended, oldest first
 * @param image of the present or last attempt; null when it was not looked for yet
 * @param usage what the running attempt's container uses; null when nothing was measured, or none runs
 */
public record JobRecord(
        JobId id,
        JobSpec spec,
        JobStatus status,
        Stage stage,
        @Nullable StatusReason reason,
        @Nullable String message,
        int attempt,
        @Nullable Reservation reservation,
        @Nullable Integer exitCode,
        Instant createdAt,
        Instant updatedAt,
        Instant statusAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        List<AttemptRecord> attempts,
        @Nullable ImageUse image,
        @Nullable Usage usage) {
    public JobRecord {
        attempts = List.copyOf(attempts);
    }

    /** A job that was stored just now. */
    public static JobRecord submitted(JobId id, JobSpec spec, Instant at) {
        return new JobRecord(
                id,
                spec,
                JobStatus.PENDING,
                Stage.WAITING,
                null,
                null,
                1,
                null,
                null,
                at,
                at,
                at,
                null,
                null,
                List.of(),
                null,
                null);
    }

    /** What the present attempt's container uses, or the last ended one's used. */
    public @Nullable Usage lastUsage() {
        if (usage != null || attempts.isEmpty()) {
            return usage;
        }
        Outcome last = attempts.getLast().outcome();
        return last == null ? null : last.usage();
    }

    /** Number of the attempt that begins when none is under way. */
    public int nextAttempt() {
        return attempts.isEmpty()
                ? attempt
                : Math.max(attempt, attempts.getLast().number() + 1);
    }

    /** Place in the waiting line, of every attempt. */
    public Rank rank() {
        return new Rank(spec.policy().priority(), createdAt.toEpochMilli());
    }

    /** Whether the present attempt has ended, so that the next one is still to come. */
    public boolean isBetweenAttempts() {
        return attempts.stream().anyMatch(ended -> ended.number() == attempt);
    }

    /** Executors on which an attempt failed for a cause of theirs: others are preferred. */
    public Set<String> avoidedExecutors() {
        return attempts.stream()
                .filter(ended ->
                        ended.outcome() != null && ended.outcome().reason().avoidsExecutor())
                .map(ended -> ended.reservation().executorId())
                .collect(Collectors.toUnmodifiableSet());
    }
}
