package io.dwr.executor.report;

import io.dwr.executor.attempt.Attempts;
import io.dwr.executor.contact.Contacts;
import io.dwr.executor.contact.Outage;
import io.dwr.executor.identity.ExecutorProfile;
import io.dwr.executor.settings.TimingSettings;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.redis.ledger.ExecutorLedger;
import io.dwr.redis.ledger.ExecutorLedger.HeartbeatAnswer;
import io.dwr.redis.ledger.ExecutorLedger.ReportAnswer;
import io.dwr.redis.ledger.LedgerUnavailableException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the ledger informed: a light sign of life at short intervals, a full report at long ones or when asked. */
public final class Reporter {
    private static final Logger log = LoggerFactory.getLogger(Reporter.class);

    private final ExecutorLedger ledger;
    private final Attempts attempts;
    private final Contacts contacts;
    private final ExecutorProfile profile;
    private final TimingSettings timing;
    private final String processId;
    private final Function<List<HeldAttempt>, ExecutorReport> report;
    private final Outage outage;
    private final Set<HeldAttempt> stopping = ConcurrentHashMap.newKeySet();
    private final Retelling retelling = new Retelling(System::nanoTime);
    private String lastRefusal = "";
    private volatile boolean displaced;
    private volatile long nextReport = System.nanoTime();

    /**
     * @param processId of this process of the executor
     * @param report makes a full report of what is held
     */
    public Reporter(
            ExecutorLedger ledger,
            Attempts attempts,
            Contacts contacts,
            ExecutorProfile profile,
            TimingSettings timing,
            String processId,
            Function<List<HeldAttempt>, ExecutorReport> report,
            Outage outage) {
        this.ledger = ledger;
        this.attempts = attempts;
        this.contacts = contacts;
        this.profile = profile;
        this.timing = timing;
        this.processId = processId;
        this.report = report;
        this.outage = outage;
    }

    /** One sign of life, and the report when it is due. Called at each sign interval. */
    public synchronized void sign() {
        try {
            if (System.nanoTime() - nextReport >= 0) {
                reportInFull();
            }
            HeartbeatAnswer answer = ledger.heartbeat(profile.id(), processId, held());
            outage.back();
            answer.current().forEach(contacts::touchKnown);
            answer.stop().forEach(this::stop);
            if (!answer.known()) {
                reportInFull();
                retelling.begin();
            }
            if (retelling.isDue()) {
                attempts.retellStages();
            }
            attempts.tellStagesAgain();
        } catch (LedgerUnavailableException away) {
            outage.away(String.valueOf(away.getMessage()));
        }
    }

    /** Lets the next sign be a full report. */
    public void reportNext() {
        nextReport = System.nanoTime();
    }

    /** A full report at once, since what is offered has changed. */
    public synchronized void reportNow() {
        nextReport = System.nanoTime();
        sign();
    }

    /** Whether another process is this executor, by the ledger's last word. */
    public boolean isDisplaced() {
        return displaced;
    }

    private void reportInFull() {
        nextReport = System.nanoTime() + timing.reportInterval().toNanos();
        ReportAnswer answer = told(report.apply(held()));
        outage.back();
        displaced = answer.displaced();
        answer.stop().forEach(this::stop);
        String refusal = answer.refusal() == null ? "" : answer.refusal();
        if (!refusal.equals(lastRefusal)) {
            tell(refusal);
            lastRefusal = refusal;
        }
        if (!refusal.isEmpty()) {
            reportNext();
        }
    }

    private ReportAnswer told(ExecutorReport full) {
        try {
            return ledger.report(full, timing.lostAfter());
        } catch (LedgerUnavailableException away) {
            reportNext();
            throw away;
        }
    }

    private void tell(String refusal) {
        if (refusal.isEmpty()) {
            log.info("executor {} is registered again", profile.id());
            return;
        }
        log.error("the ledger refuses executor {}: {} This executor asks again.", profile.id(), refusal);
    }

    private List<HeldAttempt> held() {
        return List.copyOf(contacts.all().keySet());
    }

    /** The attempt is superseded: its container goes, and the ledger is told when it has gone. */
    private void stop(HeldAttempt attempt) {
        if (stopping.add(attempt)) {
            Thread.ofVirtual().name("supersede-" + attempt.jobId()).start(() -> supersede(attempt));
        }
    }

    private void supersede(HeldAttempt attempt) {
        try {
            attempts.supersede(attempt);
            confirmGone(attempt);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            log.error("{} could not be superseded; it is tried again", attempt, fault);
        } finally {
            stopping.remove(attempt);
        }
    }

    private void confirmGone(HeldAttempt attempt) throws InterruptedException {
        while (true) {
            try {
                attempts.confirmGone(attempt);
                return;
            } catch (LedgerUnavailableException away) {
                Thread.sleep(timing.signInterval());
            }
        }
    }
}
