package io.dwr.executor.attempt;

import io.dwr.model.executor.ExecutorId;
import io.dwr.model.executor.ExecutorReport;
import io.dwr.model.executor.HeldAttempt;
import io.dwr.model.executor.HeldResources;
import io.dwr.model.job.ImageUse;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.Stage;
import io.dwr.redis.ledger.ExecutorLedger;
import io.dwr.redis.ledger.LedgerUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A ledger in memory, as far as an executor speaks to one. */
public final class FakeLedger implements ExecutorLedger {
    public final List<Stage> stages = new CopyOnWriteArrayList<>();
    public final List<ImageUse> images = new CopyOnWriteArrayList<>();
    public final List<String> messages = new CopyOnWriteArrayList<>();
    public final List<ExecutorReport> reports = new CopyOnWriteArrayList<>();
    public final Set<HeldAttempt> superseded = ConcurrentHashMap.newKeySet();
    public final Set<HeldAttempt> confirmedGone = ConcurrentHashMap.newKeySet();
    public final Set<HeldAttempt> moved = ConcurrentHashMap.newKeySet();
    public final Map<HeldAttempt, Outcome> outcomes = new ConcurrentHashMap<>();
    public final Set<HeldAttempt> refused = ConcurrentHashMap.newKeySet();
    public volatile CountDownLatch frozen = new CountDownLatch(0);
    public volatile boolean away;
    public volatile boolean forgetful;
    public volatile boolean faulty;

    private void answer() {
        if (away) {
            throw new LedgerUnavailableException("Redis is away", new IllegalStateException("test"));
        }
    }

    @Override
    public boolean begin(JobId jobId, int attempt, ExecutorId executorId) {
        answer();
        HeldAttempt held = new HeldAttempt(jobId, attempt);
        return !superseded.contains(held) && !refused.contains(held);
    }

    @Override
    public boolean progress(JobId jobId, int attempt, Stage stage, Instant startedAt, String message) {
        answer();
        if (faulty) {
            throw new IllegalStateException("a fault of the ledger");
        }
        stages.add(stage);
        if (message != null) {
            messages.add(message);
        }
        return true;
    }

    @Override
    public void tellImage(JobId jobId, int attempt, ImageUse image) {
        answer();
        images.add(image);
    }

    @Override
    public boolean isMoved(JobId jobId, int attempt) {
        answer();
        try {
            frozen.await();
        } catch (InterruptedException over) {
            throw new LedgerUnavailableException("Redis is frozen", over);
        }
        return moved.contains(new HeldAttempt(jobId, attempt));
    }

    @Override
    public void tellOutcome(JobId jobId, int attempt, ExecutorId executorId, Outcome outcome) {
        answer();
        outcomes.put(new HeldAttempt(jobId, attempt), outcome);
    }

    @Override
    public void confirmGone(JobId jobId, int attempt) {
        answer();
        confirmedGone.add(new HeldAttempt(jobId, attempt));
    }

    @Override
    public ReportAnswer report(ExecutorReport report, Duration lostAfter) {
        answer();
        reports.add(report);
        return new ReportAnswer(
                null, stop(report.held().stream().map(HeldResources::attempt).toList()), false);
    }

    @Override
    public HeartbeatAnswer heartbeat(ExecutorId executorId, String processId, List<HeldAttempt> held) {
        answer();
        if (forgetful) {
            return new HeartbeatAnswer(false, List.of(), List.of());
        }
        List<HeldAttempt> current =
                held.stream().filter(attempt -> !superseded.contains(attempt)).toList();
        return new HeartbeatAnswer(true, current, stop(held));
    }

    private List<HeldAttempt> stop(List<HeldAttempt> held) {
        return held.stream().filter(superseded::contains).toList();
    }
}
