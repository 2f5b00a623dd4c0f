package io.dwr.scheduler.workflow;

import io.dwr.model.job.FinalRecord;
import io.dwr.model.job.JobId;
import io.dwr.model.job.JobRecord;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.StatusReason;
import io.dwr.model.placement.Grant;
import io.dwr.scheduler.settings.TemporalSettings;
import io.dwr.workflow.JobInput;
import io.dwr.workflow.JobWorkflow;
import io.dwr.workflow.Standing;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowQueryConditionallyRejectedException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The workflows of jobs on a Temporal server. */
final class TemporalJobWorkflows implements JobWorkflows, AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Duration LONG_LIST_LIMIT = Duration.ofMinutes(2);
    private static final Duration HEALTH_LIMIT = Duration.ofSeconds(1);
    private static final int MOST_SUSPECTS = 1000;
    private static final int MOST_OPEN = 200_000;
    private static final String WORKFLOW_TYPE = "JobWorkflow";
    private static final String PREFIX = "job-";

    private final WorkflowClient client;
    private final TemporalSettings settings;
    private final int lostAfterSeconds;
    private final TimeLimit timeLimit;
    private final Clock clock;

    TemporalJobWorkflows(WorkflowClient client, TemporalSettings settings, Duration lostAfter, Clock clock) {
        this.client = client;
        this.settings = settings;
        this.lostAfterSeconds = Math.toIntExact(lostAfter.toSeconds());
        this.timeLimit = new TimeLimit(LIMIT, "Temporal at " + settings.address());
        this.clock = clock;
    }

    @Override
    public Start start(JobRecord job) {
        return timeLimit.call(() -> {
            JobWorkflow workflow = client.newWorkflowStub(JobWorkflow.class, options(job));
            try {
                WorkflowClient.start(workflow::run, input(job));
                return Start.RUNNING;
            } catch (WorkflowExecutionAlreadyStarted ended) {
                return Start.ENDED;
            }
        });
    }

    @Override
    public boolean abort(JobId jobId, @Nullable String reason) {
        return signal(jobId, workflow -> workflow.abort(reason));
    }

    @Override
    public boolean granted(Grant grant) {
        return signal(grant.jobId(), workflow -> workflow.granted(grant));
    }

    @Override
    public boolean gone(JobId jobId, int attempt) {
        return signal(jobId, workflow -> workflow.gone(attempt));
    }

    @Override
    public boolean move(JobId jobId, int attempt, String reason) {
        return signal(jobId, workflow -> workflow.move(attempt, reason));
    }

    @Override
    public WorkflowState state(JobId jobId) {
        DescribeWorkflowExecutionResponse workflow;
        try {
            workflow = service(LIMIT)
                    .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                            .setNamespace(settings.namespace())
                            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(jobId.workflowId()))
                            .build());
        } catch (StatusRuntimeException failure) {
            if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return new WorkflowState.Missing();
            }
            throw timeLimit.unavailable(failure);
        }
        return switch (workflow.getWorkflowExecutionInfo().getStatus()) {
            case WORKFLOW_EXECUTION_STATUS_COMPLETED,
                    WORKFLOW_EXECUTION_STATUS_FAILED,
                    WORKFLOW_EXECUTION_STATUS_CANCELED -> ended(jobId);
            case WORKFLOW_EXECUTION_STATUS_TERMINATED -> new WorkflowState.Broken("its workflow was terminated");
            case WORKFLOW_EXECUTION_STATUS_TIMED_OUT -> new WorkflowState.Broken("its workflow timed out");
            case WORKFLOW_EXECUTION_STATUS_RUNNING,
                    WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW,
                    WORKFLOW_EXECUTION_STATUS_PAUSED,
                    WORKFLOW_EXECUTION_STATUS_UNSPECIFIED,
                    UNRECOGNIZED -> new WorkflowState.Open(workflow.getPendingActivitiesCount() > 0);
        };
    }

    @Override
    public Optional<Standing> standing(JobId jobId) {
        try {
            return timeLimit.call(() -> {
                try {
                    return Optional.of(client.newWorkflowStub(JobWorkflow.class, jobId.workflowId())
                            .standing());
                } catch (WorkflowNotFoundException | WorkflowQueryConditionallyRejectedException closedOrMissing) {
                    return Optional.empty();
                }
            });
        } catch (WorkflowsUnavailableException silent) {
            if (!answers()) {
                throw silent;
            }
            throw new StandingUnknownException("its workflow does not say where it stands", silent);
        }
    }

    @Override
    public List<JobId> open() {
        return listed(
                "WorkflowType = '" + WORKFLOW_TYPE + "' AND ExecutionStatus = 'Running'", MOST_OPEN, LONG_LIST_LIMIT);
    }

    @Override
    public boolean answers() {
        try {
            service(HEALTH_LIMIT)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(settings.namespace())
                            .build());
            return true;
        } catch (StatusRuntimeException away) {
            return false;
        }
    }

    @Override
    public List<JobId> brokenLately(Duration period) {
        String since = clock.instant().minus(period).toString();
        return listed(
                "ExecutionStatus IN ('Terminated', 'TimedOut') AND CloseTime > '" + since + "'", MOST_SUSPECTS, LIMIT);
    }

    private List<JobId> listed(String query, int most, Duration limit) {
        return timeLimit.call(
                limit,
                () -> client.listExecutions(query)
                        .limit(most)
                        .map(execution -> execution.getExecution().getWorkflowId())
                        .flatMap(id -> jobOf(id).stream())
                        .toList());
    }

    @Override
    public void close() {
        timeLimit.close();
    }

    private boolean signal(JobId jobId, Consumer<JobWorkflow> signal) {
        return timeLimit.call(() -> {
            try {
                signal.accept(client.newWorkflowStub(JobWorkflow.class, jobId.workflowId()));
                return true;
            } catch (WorkflowNotFoundException closedOrMissing) {
                return false;
            }
        });
    }

    private WorkflowState ended(JobId jobId) {
        return timeLimit.call(() -> {
            try {
                return new WorkflowState.Ended(client.newUntypedWorkflowStub(jobId.workflowId())
                        .getResult(LIMIT.toMillis(), TimeUnit.MILLISECONDS, FinalRecord.class));
            } catch (WorkflowFailedException failure) {
                return endIn(jobId, failure.getCause())
                        .<WorkflowState>map(WorkflowState.Ended::new)
                        .orElseGet(() -> new WorkflowState.Broken("its workflow failed without a record"));
            }
        });
    }

    private static Optional<FinalRecord> endIn(JobId jobId, @Nullable Throwable cause) {
        if (cause instanceof ApplicationFailure failure && failure.getDetails().getSize() > 0) {
            return Optional.ofNullable(failure.getDetails().get(0, FinalRecord.class));
        }
        // A cancelled workflow closes once its container is gone, and Temporal keeps nothing else of its end.
        if (cause instanceof CanceledFailure) {
            return Optional.of(new FinalRecord(
                    jobId, JobStatus.ABORTED, StatusReason.ABORTED, "aborted on request", null, List.of()));
        }
        return Optional.empty();
    }

    private static WorkflowOptions options(JobRecord job) {
        return WorkflowOptions.newBuilder()
                .setWorkflowId(job.id().workflowId())
                .setTaskQueue(JobWorkflow.TASK_QUEUE)
                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                .setDisableEagerExecution(false)
                .setStaticSummary(JobDescription.summary(job.spec()))
                .setStaticDetails(JobDescription.details(job))
                .build();
    }

    private JobInput input(JobRecord job) {
        return new JobInput(job.id(), job.spec(), job.rank(), lostAfterSeconds);
    }

    private WorkflowServiceBlockingStub service(Duration limit) {
        return client.getWorkflowServiceStubs()
                .blockingStub()
                .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Optional<JobId> jobOf(String workflowId) {
        String id = workflowId.startsWith(PREFIX) ? workflowId.substring(PREFIX.length()) : "";
        return JobId.isValid(id) ? Optional.of(new JobId(id)) : Optional.empty();
    }
}
