package io.dwr.scheduler;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.placement.Grant;
import io.dwr.scheduler.workflow.JobWorkflows;
import io.dwr.scheduler.workflow.WorkflowState;
import io.dwr.scheduler.workflow.WorkflowsUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Workflows in memory: the states are set by the test, the calls are kept in order. */
public final class FakeJobWorkflows implements JobWorkflows {
    private final Map<JobId, WorkflowState> states = new ConcurrentHashMap<>();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final Map<JobId, Integer> waiting = new ConcurrentHashMap<>();
    private final Set<JobId> faulty = ConcurrentHashMap.newKeySet();
    private volatile boolean away;

    public void set(JobId id, WorkflowState state) {
        states.put(id, state);
    }

    /** From now on nothing is answered, or everything again. */
    public void setAway(boolean isAway) {
        away = isAway;
    }

    public List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public Start start(JobRecord job) {
        answer("start " + job.id());
        states.putIfAbsent(job.id(), new WorkflowState.Open(false));
        return isOpen(job.id()) ? Start.RUNNING : Start.ENDED;
    }

    @Override
    public boolean abort(JobId jobId, String reason) {
        answer("abort " + jobId);
        return isOpen(jobId);
    }

    @Override
    public boolean granted(Grant grant) {
        answer("granted " + grant.jobId() + " " + grant.attempt() + " "
                + grant.reservation().executorId());
        return isOpen(grant.jobId());
    }

    @Override
    public boolean gone(JobId jobId, int attempt) {
        answer("gone " + jobId + " " + attempt);
        return isOpen(jobId);
    }

    /** From now on the job's workflow waits for this attempt. */
    public void setWaiting(JobId id, int attempt) {
        set(id, new WorkflowState.Open(false));
        waiting.put(id, attempt);
    }

    /** Whatever is asked about the job is a fault. */
    public void setFaulty(JobId id) {
        faulty.add(id);
    }

    @Override
    public int waitingAttempt(JobId jobId) {
        return waiting.getOrDefault(jobId, 0);
    }

    @Override
    public WorkflowState state(JobId jobId) {
        if (away) {
            throw unavailable();
        }
        if (faulty.contains(jobId)) {
            throw new IllegalStateException("a fault in this test");
        }
        return states.getOrDefault(jobId, new WorkflowState.Missing());
    }

    @Override
    public boolean answers() {
        return !away;
    }

    @Override
    public List<JobId> brokenLately(Duration period) {
        if (away) {
            throw unavailable();
        }
        return List.of();
    }

    private void answer(String call) {
        if (away) {
            throw unavailable();
        }
        calls.add(call);
    }

    private boolean isOpen(JobId id) {
        return states.get(id) instanceof WorkflowState.Open;
    }

    private static WorkflowsUnavailableException unavailable() {
        return new WorkflowsUnavailableException("Temporal is away in this test.", new IllegalStateException());
    }
}
