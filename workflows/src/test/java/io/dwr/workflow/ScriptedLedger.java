package io.dwr.workflow;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.Outcome;
import io.dwr.model.placement.Placement;
import io.dwr.model.placement.Supersession;
import io.dwr.model.placement.Withdrawal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A ledger that answers what a test wrote down, and notes what it was asked. */
final class ScriptedLedger implements LedgerActivities {
    final Queue<Placement> placements = new ArrayDeque<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<Set<String>> avoided = new CopyOnWriteArrayList<>();
    final List<Duration> unheard = new CopyOnWriteArrayList<>();
    final AtomicInteger failuresBeforeAnswer = new AtomicInteger();
    volatile boolean containersAreGone = true;
    volatile Outcome toldOutcome;
    volatile Withdrawal withdrawal = Withdrawal.LEFT;

    @Override
    public synchronized Placement reserve(ReserveRequest request) {
        if (failuresBeforeAnswer.getAndDecrement() > 0) {
            throw new IllegalStateException("Redis is away");
        }
        calls.add("reserve " + request.attempt());
        avoided.add(Set.copyOf(request.avoided()));
        return placements.remove();
    }

    @Override
    public Withdrawal withdraw(ReserveRequest wish, String queue) {
        calls.add("withdraw " + wish.attempt());
        return withdrawal;
    }

    @Override
    public void endAttempt(JobId jobId, AttemptRecord attempt) {
        calls.add("end " + attempt.number() + " " + attempt.outcome().reason().code());
    }

    @Override
    public Supersession supersede(JobId jobId, AttemptRecord attempt, Duration unheard) {
        calls.add("supersede " + attempt.number());
        this.unheard.add(unheard);
        return containersAreGone ? new Supersession(true, toldOutcome) : Supersession.of(false);
    }

    @Override
    public void finish(int attempt, FinalRecord record) {
        calls.add("finish " + attempt + " " + record.status().word());
    }
}
