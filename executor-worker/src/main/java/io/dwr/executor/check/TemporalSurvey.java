package io.dwr.executor.check;

import io.dwr.executor.settings.TemporalSettings;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one Temporal service is like.
 *
 * @param version of its server; null when it does not answer
 * @param retention how long it keeps ended workflows of the namespace; null when there is no such namespace
 * @param failure why there is no answer; null when there is one
 */
record TemporalSurvey(
        @Nullable String version,
        @Nullable Duration retention,
        @Nullable String failure) {
    private static final int ANSWER_SECONDS = 5;

    static TemporalSurvey of(TemporalSettings settings) {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(settings.address())
                .build());
        try {
            String version = stubs.blockingStub()
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
                    .getServerVersion();
            return new TemporalSurvey(version, retention(stubs, settings.namespace()), null);
        } catch (StatusRuntimeException failed) {
            return new TemporalSurvey(null, null, words(failed));
        } finally {
            stubs.shutdownNow();
        }
    }

    private static @Nullable Duration retention(WorkflowServiceStubs stubs, String namespace) {
        try {
            com.google.protobuf.Duration retention = stubs.blockingStub()
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(namespace)
                            .build())
                    .getConfig()
                    .getWorkflowExecutionRetentionTtl();
            return Duration.ofSeconds(retention.getSeconds());
        } catch (StatusRuntimeException failed) {
            if (failed.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return null;
            }
            throw failed;
        }
    }

    private static String words(StatusRuntimeException failed) {
        Throwable root = failed;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String detail = root instanceof StatusRuntimeException
                ? String.valueOf(failed.getStatus().getDescription())
                : String.valueOf(root.getMessage());
        return failed.getStatus().getCode() + ": " + detail.lines().findFirst().orElse("");
    }
}
