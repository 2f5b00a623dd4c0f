package io.dwr.scheduler.job;

import io.dwr.model.job.Cause;
import io.dwr.model.job.FailureClass;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.Limit;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.SentBy;
import io.dwr.model.job.StatusReason;
import io.dwr.model.job.Usage;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What ended a job or an attempt.
 *
 * @param kind how, in one word
 * @param sentBy who did
 * @param limit the limit that was reached
 * @param peakMemoryBytes most in use at any sample; null when none was taken
 * @param cpuSeconds of all processes on all cores, to the last sample
 */
record CauseView(
        String kind,
        @Nullable Integer exitCode,
        @Nullable String signal,
        String sentBy,
        @Nullable LimitView limit,
        @Nullable Long peakMemoryBytes,
        @Nullable Double cpuSeconds,
        @Nullable String advice) {
    /** How an attempt can end. */
    private enum Kind {
        /** The program ended by itself, with a code of its own or by a signal from within. */
        EXITED,
        /** Something outside the container ended it. */
        KILLED,
        /** No program ran. */
        NOT_STARTED,
        /** It ran, and nobody knows how it ended. */
        LOST;

        private static final Set<StatusReason> MAY_HAVE_RUN =
                Set.of(StatusReason.CONTAINER_LOST, StatusReason.EXECUTOR_LOST, StatusReason.KILLED_OUTSIDE);

        static Kind of(Outcome outcome) {
            if (outcome.reason().failureClass() == FailureClass.PERMANENT) {
                return NOT_STARTED;
            }
            if (outcome.exitCode() == null) {
                boolean mayHaveRun = outcome.startedAt() != null || MAY_HAVE_RUN.contains(outcome.reason());
                return mayHaveRun ? LOST : NOT_STARTED;
            }
            return outcome.cause().sentBy() == SentBy.PROCESS ? EXITED : KILLED;
        }
    }

    /**
     * A limit.
     *
     * @param kind what is limited
     * @param amount bytes or seconds, as the kind says; null when it is not known
     */
    record LimitView(String kind, @Nullable Long amount) {}

    static CauseView of(Outcome outcome) {
        return of(Kind.of(outcome), outcome.exitCode(), outcome.cause(), outcome.usage());
    }

    /** What ended the last attempt, or kept the job from having one. Null while nothing has ended. */
    static @Nullable CauseView of(JobRecord job) {
        StatusReason reason = job.reason();
        if (reason == null) {
            return null;
        }
        Outcome last =
                job.attempts().isEmpty() ? null : job.attempts().getLast().outcome();
        if (last != null && (last.reason() == reason || job.attempts().getLast().number() == job.attempt())) {
            return of(last);
        }
        return of(Kind.NOT_STARTED, null, Cause.of(reason, null).withLimit(limit(reason, job)), null);
    }

    private static @Nullable Limit limit(StatusReason reason, JobRecord job) {
        return reason == StatusReason.ALLOCATION_TIMEOUT
                ? new Limit(Limit.Kind.WAITING_TIME, job.spec().policy().allocationTimeoutSeconds())
                : null;
    }

    private static CauseView of(Kind kind, @Nullable Integer exitCode, Cause cause, @Nullable Usage usage) {
        Limit limit = cause.limit();
        return new CauseView(
                kind.name().toLowerCase(Locale.ROOT),
                exitCode,
                cause.signal(),
                cause.sentBy().word(),
                limit == null ? null : new LimitView(limit.kind().word(), limit.amount()),
                usage == null ? null : usage.peakMemoryBytes(),
                usage == null ? null : usage.cpuSeconds(),
                cause.advice());
    }
}
