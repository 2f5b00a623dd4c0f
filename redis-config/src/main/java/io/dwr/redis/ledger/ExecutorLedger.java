package io.dwr.redis.ledger;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an executor asks and tells of its attempts and of itself. Every change is one atomic function, idempotent by (job,
 * attempt); an older attempt changes nothing. Methods block, and throw {@link LedgerUnavailableException} when Redis does
 * not answer: then the change may or may not have happened, and the call is to be repeated.
 */
public interface ExecutorLedger {
    /**
     * Asked by the executor right before it creates the container.
     *
     * @return false when this attempt is not exactly reserved there, or is superseded: then nothing may be created
     */
    boolean begin(JobId jobId, int attempt, ExecutorId executorId);

    /**
     * The executor's stage of the attempt. The job is pending until the first one and running from then on: a
     * reservation alone does not make it running.
     *
     * @param startedAt when the container started, if it has
     * @param message why it stays there, a sentence; null when that needs no word
     * @return false when the attempt is known not to be current any more. True of an attempt that the ledger does not
     *     know (emptied Redis) proves nothing: {@link HeartbeatAnswer#current} does
     */
    boolean progress(JobId jobId, int attempt, Stage stage, @Nullable Instant startedAt, @Nullable String message);

    /** A stage that needs no word. */
    default boolean progress(JobId jobId, int attempt, Stage stage, @Nullable Instant startedAt) {
        return progress(jobId, attempt, stage, startedAt, null);
    }

    /** The attempt's image, as far as its executor knows it. No effect unless the attempt is the job's present one. */
    void tellImage(JobId jobId, int attempt, ImageUse image);

    /**
     * The executor has seen that the container of a superseded attempt is gone, or never was: frees its room and
     * tells the workflow. No effect on an attempt that is not superseded, and none when repeated.
     */
    void confirmGone(JobId jobId, int attempt);

    /** Whether the attempt was announced as {@link LedgerEvents.Kind#MOVE}: a cancellation of its activity means that. */
    boolean isMoved(JobId jobId, int attempt);

    /**
     * How the attempt ended by itself, told before its container is removed: {@link Ledger#supersede} gives it to a workflow that
     * the executor's own answer did not reach. No effect on an attempt that does not hold its reservation there any more.
     */
    void tellOutcome(JobId jobId, int attempt, ExecutorId executorId, Outcome outcome);

    /**
     * Registers the executor or renews all that is known of it; grants to those who wait. Refused while another engine
     * uses the id (until that one is out of contact for {@code lostAfter}), while another process does (until that one
     * is silent for a sixth of it), and when executors on one engine offer more than it has or a GPU twice.
     */
    ReportAnswer report(ExecutorReport report, Duration lostAfter);

    /** The light sign of life. */
    HeartbeatAnswer heartbeat(ExecutorId executorId, String processId, List<HeldAttempt> held);

    /**
     * What the ledger answers to a report.
     *
     * @param refusal null when accepted; else why not, a sentence for the executor's operator
     * @param stop attempts that the executor holds and must stop, then confirm gone
     * @param displaced whether another process is this executor, so that this one may do nothing in its name
     */
    record ReportAnswer(@Nullable String refusal, List<HeldAttempt> stop, boolean displaced) {}

    /**
     * What the ledger answers to a sign of life.
     *
     * @param known false when the executor is to report in full, at once
     * @param current of those held: the attempts that are still the current ones of their jobs
     * @param stop of those held: superseded attempts, to be stopped and then confirmed gone. An attempt in neither
     *     list is unknown to the ledger, which proves nothing
     */
    record HeartbeatAnswer(boolean known, List<HeldAttempt> current, List<HeldAttempt> stop) {}
}
