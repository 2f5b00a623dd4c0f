package io.dwr.scheduler.workflow;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Supersession;
import io.dwr.model.placement.Withdrawal;
import io.dwr.redis.ledger.Ledger;
import io.dwr.workflow.LedgerActivities;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workflow's wishes, passed to the ledger. A ledger that is away fails the activity, which is then tried again. */
final class StoredLedgerActivities implements LedgerActivities {
    private static final Logger LOG = LoggerFactory.getLogger(StoredLedgerActivities.class);

    private final Ledger ledger;
    private final Duration lostAfter;
    private final Duration retention;

    StoredLedgerActivities(Ledger ledger, Duration lostAfter, Duration retention) {
        this.ledger = ledger;
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
    public Withdrawal withdraw(JobId jobId, int attempt) {
        Withdrawal withdrawal = ledger.withdraw(jobId, attempt);
        LOG.info(
                "job {} attempt {}: {}",
                jobId,
                attempt,
                withdrawal.placed() == null ? "left the waiting line" : "wanted to leave, and was granted room before");
        return withdrawal;
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
    public Supersession supersede(JobId jobId, AttemptRecord attempt) {
        Supersession answer = ledger.supersede(jobId, attempt, lostAfter);
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
