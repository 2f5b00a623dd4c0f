package io.dwr.scheduler.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dwr.model.job.JobId;
import io.dwr.model.job.JobStatus;
import io.dwr.model.job.StatusReason;
import io.dwr.scheduler.Stack;
import io.dwr.workflow.JobWorkflow;
import io.dwr.workflow.Standing;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TemporalJobWorkflowsTest {
    private final Stack stack = Stack.shared();
    private final JobWorkflows workflows = stack.bean(JobWorkflows.class);

    @Test
    void anOpenJobSaysWhereItStands() {
        JobId job = submit();

        await().atMost(Duration.ofSeconds(30)).until(() -> waits(job));

        assertThat(workflows.state(job)).isEqualTo(new WorkflowState.Open(false));
        assertThat(workflows.open()).contains(job);
        assertThat(workflows.abort(job, null)).isTrue();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> workflows.standing(job).isEmpty());
        assertThat(workflows.standing(new JobId("01999999-9999-7999-8999-999999999999")))
                .isEmpty();
    }

    @Test
    void aCancelledWorkflowEndedAsAborted() {
        JobId job = submit();

        stack.bean(WorkflowClient.class)
                .newUntypedWorkflowStub(job.workflowId())
                .cancel();

        await().atMost(Duration.ofSeconds(30)).until(() -> !(workflows.state(job) instanceof WorkflowState.Open));
        assertThat(workflows.state(job)).isInstanceOfSatisfying(WorkflowState.Ended.class, ended -> {
            assertThat(ended.end().status()).isEqualTo(JobStatus.ABORTED);
            assertThat(ended.end().reason()).isEqualTo(StatusReason.ABORTED);
        });
    }

    /** Temporal rejects a query of a workflow whose tasks fail, which is neither an absence of its nor of the workflow. */
    @Test
    void aWorkflowThatIsStuckDoesNotSayWhereItStands() {
        JobId job = new JobId("01999999-9999-7999-8999-99999999999a");
        WorkflowStub stuck = stack.bean(WorkflowClient.class)
                .newUntypedWorkflowStub(
                        "JobWorkflow",
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(job.workflowId())
                                .setTaskQueue(JobWorkflow.TASK_QUEUE)
                                .build());
        stuck.start("no input of a job");
        try {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThatThrownBy(() -> workflows.standing(job))
                            .isInstanceOf(StandingUnknownException.class)
                            .rootCause()
                            .hasMessageContaining("failed state"));
        } finally {
            stuck.terminate("the test is over");
        }
    }

    private boolean waits(JobId job) {
        Standing standing = workflows.standing(job).orElseThrow();
        return standing.phase() == Standing.Phase.WAITING
                && standing.attempt() == 1
                && standing.input().jobId().equals(job);
    }

    private JobId submit() {
        return new JobId(stack.http
                .postJson("/jobs", "{\"docker_image\":\"box\",\"cpu_cores\":4000}")
                .json()
                .path("job_id")
                .asString());
    }
}
