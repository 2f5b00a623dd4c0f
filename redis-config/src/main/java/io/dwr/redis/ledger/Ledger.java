package io.dwr.redis.ledger;

import io.dwr.model.executor.ExecutorContact;
import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorState;
import io.dwr.model.executor.ExecutorView;
import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.placement.Foresight;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Rank;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Supersession;
import io.dwr.model.placement.Verdict;
import io.dwr.model.placement.Withdrawal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Who holds what, and who waits. Every change is one atomic function, idempotent by (job, attempt); an older attempt
 * changes nothing. Methods block, and throw {@link LedgerUnavailableException} when Redis does not answer: then the
 * change may or may not have happened, and the call is to be repeated.
 */
public interface Ledger extends ExecutorLedger {
    /**
     * First executor in order that is ready, eligible and has room; else the waiting line. Stale when the attempt is
     * over, when it is older than the job's present one, and while an older one still holds room.
     *
     * @param avoided executors on which an attempt failed: passed over while another ready one could hold the job, now
     *     or later, and until they register with a new process
     */
    Placement reserve(JobId jobId, int attempt, Rank rank, Requirements requirements, Set<String> avoided);

    /** Leaves the waiting line, unless a grant came first. */
    Withdrawal withdraw(JobId jobId, int attempt);

    /**
     * Frees what the attempt holds, keeps its record and makes the job pending again, with the attempt's cause; grants
     * to those who wait.
     */
    void endAttempt(JobId jobId, AttemptRecord attempt);

    /**
     * Writes the final record, once, and frees what the job holds or leaves the line; grants to those who wait.
     *
     * @param retention how long record and log are kept from now on
     */
    void finish(int attempt, FinalRecord record, Duration retention);

    /** Frees what the attempt holds, if anything, and nothing else: for a grant that nobody takes. */
    void release(JobId jobId, int attempt);

    /**
     * Declares the attempt over because its executor is out of reach. Nothing is freed before the container is gone.
     *
     * @param unheard for how long Temporal has certainly not heard of the attempt: its word keeps a container alive as well
     *     as Redis'
     * @return gone when it never began, or its executor confirmed it, or is out of contact with both for {@code lostAfter}
     */
    Supersession supersede(JobId jobId, AttemptRecord attempt, Duration lostAfter, Duration unheard);

    /** Of an attempt that Temporal may have heard of until now. */
    default Supersession supersede(JobId jobId, AttemptRecord attempt, Duration lostAfter) {
        return supersede(jobId, attempt, lostAfter, Duration.ZERO);
    }

    /**
     * An operator's wish: ready or cordoned. Either ends a drain; ready also ends that it is set aside.
     *
     * @return false when no such executor is known
     */
    boolean setState(ExecutorId executorId, ExecutorState state);

    /**
     * An operator takes the executor out of service: nothing new is placed there. What still runs there once the
     * deadline has passed is announced as {@link LedgerEvents.Kind#MOVE}, each attempt once, by this call or by a
     * sweep. A repeated drain sets the deadline anew.
     *
     * @param deadline from now on, by Redis' own clock
     * @return false when no such executor is known
     */
    boolean drain(ExecutorId executorId, Duration deadline);

    /**
     * Forgets an executor that is out of contact and holds nothing. When it reports again, it registers anew, last in
     * order.
     */
    Removal remove(ExecutorId executorId, Duration lostAfter);

    /**
     * Marks executors lost that are out of contact for {@code lostAfter}, frees superseded attempts there, moves jobs
     * away whose executor's drain has reached its deadline, tries executors again that were set aside, finishes grant
     * passes, and drops index entries of expired job records. Safe to run by several at once. To be called at
     * least four times in {@code lostAfter}: when nobody at all, caller or executor, was heard for three quarters of
     * it, Redis itself was away, and silence counts anew.
     *
     * @return what happened to executors since the last sweep, sentences for the log
     */
    List<String> sweep(Duration lostAfter);

    /**
     * Why the job is not placed just now. Changes nothing. Looks at every executor, a part of the fleet in each of several
     * steps: not one state of the ledger when it changes meanwhile.
     */
    Verdict explain(JobId jobId, Requirements requirements, Set<String> avoided);

    /**
     * What would come of the job if it was submitted now. Gives and notes nothing.
     *
     * @throws io.dwr.redis.job.QueueFullException when it would be refused, as {@code JobStore.create} does
     */
    Foresight foresee(JobId jobId, Rank rank, String queue, Requirements requirements);

    /** Position of a waiting job in the whole line, 1 = next; empty when it does not wait. */
    OptionalLong position(JobId jobId);

    /** All known executors in first-fit order. */
    List<ExecutorView> executors();

    /** When those of these executors that are known were last heard of. Looks at no other. */
    List<ExecutorContact> contacts(Collection<ExecutorId> ids);

    /** Attempts that hold a reservation, with the executor that they hold it on. */
    List<HeldReservation> reservations();

    /** What came of a wish to forget an executor. */
    enum Removal {
        REMOVED,
        UNKNOWN,
        /** It was heard of within {@code lostAfter}. */
        IN_CONTACT,
        /** Attempts still hold room there. */
        HOLDING
    }

    /** An attempt that holds a reservation. */
    record HeldReservation(JobId jobId, int attempt, String executorId) {}
}
