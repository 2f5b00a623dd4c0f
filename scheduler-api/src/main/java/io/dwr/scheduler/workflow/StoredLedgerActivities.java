package io.dwr.scheduler.workflow;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Supersession;
import io.dwr.model.placement.Verdict;
import io.dwr.model.placement.Withdrawal;
import io.dwr.model.queue.QuotaShortage;
import io.dwr.redis.ledger.Ledger;
import io.dwr.redis.ledger.Queues;
import io.dwr.scheduler.verdict.RecentVerdicts;
import io.dwr.workflow.LedgerActivities;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workflow's wishes, passed to the ledger. A ledger that is away fails the activity, which is then tried again. */
final class StoredLedgerActivities implements LedgerActivities {
    private static final Logger LOG = LoggerFactory.getLogger(StoredLedgerActivities.class);

    private final Ledger ledger;
    private final Queues queues;
    private final RecentVerdicts verdicts;
    private final Duration lostAfter;
    private final Duration retention;

    StoredLedgerActivities(Ledger ledger, Queues queues, Duration lostAfter, Duration retention) {
        this.ledger = ledger;
        this.queues = queues;
        this.verdicts = new RecentVerdicts(ledger, System::nanoTime);
        this.lostAfter = lostAfter;
        this.retention = retention;
    }

    @Override
    public Placement reserve(ReserveRequest request) {
        Placement placement = ledger.reserve(
                request.jobId(), request.attempt(), request.rank(), request.requirements(), request.avoided());
        LOG.info("job {} attempt {}: {}", request.jobId(), request.attempt(), words(placement, request));
        return placement;
    }

    @Override
    public Withdrawal withdraw(ReserveRequest wish, String queue) {
        String obstacle = obstacle(wish, queue);
        Withdrawal withdrawal = ledger.withdraw(wish.jobId(), wish.attempt());
        LOG.info(
                "job {} attempt {}: {}",
                wish.jobId(),
                wish.attempt(),
                withdrawal.placed() == null ? "left the waiting line" : "wanted to leave, and was granted room before");
        return withdrawal.placed() == null ? withdrawal.because(obstacle) : withdrawal;
    }

    /** What no executor could ever hold is said before what the quota keeps waiting. */
    private @Nullable String obstacle(ReserveRequest wish, String queue) {
        Verdict verdict = verdicts.of(wish.jobId(), wish.requirements(), wish.avoided());
        QuotaShortage shortage = queues.find(queue)
                .shortage(wish.jobId(), wish.requirements())
                .filter(found -> found.never() || verdict.kind() != Verdict.Kind.NEVER)
                .orElse(null);
        return shortage == null ? verdict.obstacle(wish.requirements()) : shortage.sentence();
    }

    @Override
    public void endAttempt(JobId jobId, AttemptRecord attempt) {
        ledger.endAttempt(jobId, attempt);
        LOG.info(
                "job {} attempt {}: ended, {}; another one follows",
                jobId,
                attempt.number(),
                attempt.outcome() == null
                        ? "without an outcome"
                        : attempt.outcome().message());
    }

    @Override
    public Supersession supersede(JobId jobId, AttemptRecord attempt, Duration unheard) {
        Supersession answer = ledger.supersede(jobId, attempt, lostAfter, unheard);
        LOG.info(
                "job {} attempt {}: its executor {} is out of reach; its container is {}",
                jobId,
                attempt.number(),
                attempt.reservation().executorId(),
                words(answer));
        return answer;
    }

    @Override
    public void finish(int attempt, FinalRecord record) {
        ledger.finish(attempt, record, retention);
        LOG.info(
                "job {} ended: {}, {} ({})",
                record.jobId(),
                record.status().word(),
                record.reason().code(),
                record.message());
    }

    private static String words(Supersession answer) {
        if (!answer.gone()) {
            return "not known to be gone yet";
        }
        return answer.outcome() == null
                ? "gone"
                : "gone, after its own end: " + answer.outcome().message();
    }

    private static String words(Placement placement, ReserveRequest request) {
        return switch (placement.kind()) {
            case PLACED ->
                "placed on executor "
                        + (placement.reservation() == null
                                ? "?"
                                : placement.reservation().executorId());
            case WAITING -> "waits" + why(placement, request);
            case STALE -> "is over already";
        };
    }

    private static String why(Placement placement, ReserveRequest request) {
        if (placement.quota() != null) {
            return ": " + placement.quota();
        }
        return placement.verdict() == null
                ? " behind equal jobs"
                : ": " + placement.verdict().sentence(request.requirements());
    }
}
