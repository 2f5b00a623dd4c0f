package io.dwr.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Histories of each shape of the workflow, recorded from the whole system: a job that began under an earlier version
 * must go on under this one. A new shape is recorded by {@code ./dwr test --record-histories}.
 */
class RecordedHistoriesTest {
    private static TestWorkflowEnvironment temporal;
    private static Worker present;
    private static Worker changed;

    @BeforeAll
    static void start() {
        temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(PayloadConverters.dataConverter())
                        .build())
                .build());
        present = worker("present", JobWorkflowImpl.class);
        changed = worker("changed", SleepyJobWorkflow.class);
    }

    private static Worker worker(String taskQueue, Class<? extends JobWorkflow> implementation) {
        Worker worker = temporal.newWorker(taskQueue);
        worker.registerWorkflowImplementationTypes(implementation);
        return worker;
    }

    @AfterAll
    static void stop() {
        temporal.close();
    }

    /** A shape with what tells its history from the others'. */
    enum Shape {
        PLACED(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED, 1),
        WAITED(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED, 1),
        RETRIED(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED, 2),
        EXECUTOR_LOST(EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT, 1),
        OUTCOME_TOLD(EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT, 1),
        ABORTED_WAITING(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, 0),
        ABORTED_RUNNING(EventType.EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED, 1),
        CANCELLED(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED, 1),
        MOVED(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, 2),
        ALLOCATION_TIMEOUT(EventType.EVENT_TYPE_TIMER_FIRED, 1);

        private final EventType mark;
        private final int count;

        Shape(EventType mark, int count) {
            this.mark = mark;
            this.count = count;
        }

        WorkflowExecutionHistory history() {
            String file = "/histories/" + name().toLowerCase(java.util.Locale.ROOT) + ".json";
            try (InputStream recorded = Shape.class.getResourceAsStream(file)) {
                return WorkflowExecutionHistory.fromJson(
                        new String(Objects.requireNonNull(recorded, file).readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException unreadable) {
                throw new java.io.UncheckedIOException(unreadable);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRecordedHistoryIsReplayed(Shape shape) throws Exception {
        WorkflowExecutionHistory history = shape.history();
        assertThat(history.getEvents().stream().filter(event -> event.getEventType() == shape.mark))
                .as("the history has the shape that its name says")
                .hasSize(shape.count);

        WorkflowReplayer.replayWorkflowExecution(history, present);
    }

    /** Otherwise the test above would show nothing. */
    @ParameterizedTest
    @EnumSource
    void aWorkflowThatActsOtherwiseIsFound(Shape shape) {
        assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecution(shape.history(), changed))
                .hasStackTraceContaining("NonDeterministicException");
    }
}
