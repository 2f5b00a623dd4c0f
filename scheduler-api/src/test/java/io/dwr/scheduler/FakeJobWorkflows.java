package io.dwr.scheduler;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.placement.Grant;
import io.dwr.scheduler.workflow.JobWorkflows;
import io.dwr.scheduler.workflow.StandingUnknownException;
import io.dwr.scheduler.workflow.WorkflowState;
import io.dwr.scheduler.workflow.WorkflowsUnavailableException;
import io.dwr.workflow.JobInput;
import io.dwr.workflow.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Workflows in memory: the states are set by the test, the calls are kept in order. */
public final class FakeJobWorkflows implements JobWorkflows {
    private final Map<JobId, WorkflowState> states = new ConcurrentHashMap<>();
    private final Map<JobId, Standing> standings = new ConcurrentHashMap<>();
    private final Set<JobId> silent = ConcurrentHashMap.newKeySet();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final Set<JobId> faulty = ConcurrentHashMap.newKeySet();
    private volatile boolean away;

    public void set(JobId id, WorkflowState state) {
        states.put(id, state);
    }

    /** An open workflow that says where it stands. */
    public void stands(Standing standing) {
        JobId id = standing.input().jobId();
        states.put(id, new WorkflowState.Open(false));
        standings.put(id, standing);
    }

    /** An open workflow in some phase of an attempt, without a reservation. */
    public void stands(JobRecord job, Standing.Phase phase, int attempt) {
        JobInput input = new JobInput(job.id(), job.spec(), job.rank(), 60);
        stands(new Standing(input, phase, attempt, null, job.avoidedExecutors()));
    }

    /** An open workflow that never says where it stands. */
    public void silent(JobId id) {
        states.put(id, new WorkflowState.Open(false));
        silent.add(id);
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

    @Override
    public boolean move(JobId jobId, int attempt, String reason) {
        answer("move " + jobId + " " + attempt + " " + reason);
        return isOpen(jobId);
    }

    /** Whatever is asked about the job is a fault. */
    public void setFaulty(JobId id) {
        faulty.add(id);
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
    public Optional<Standing> standing(JobId jobId) {
        if (away) {
            throw unavailable();
        }
        if (silent.contains(jobId)) {
            throw new StandingUnknownException("silent in this test", new IllegalStateException());
        }
        return Optional.ofNullable(standings.get(jobId)).filter(_ -> isOpen(jobId));
    }

    @Override
    public List<JobId> open() {
        if (away) {
            throw unavailable();
        }
        return states.keySet().stream().filter(this::isOpen).toList();
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
