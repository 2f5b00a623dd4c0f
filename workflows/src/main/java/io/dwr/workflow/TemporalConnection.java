package io.dwr.workflow;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.serviceclient.GrpcCompression;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How services are connected to Temporal. A worker is back within seconds of the server: its polls wait for the server
 * rather than fail, since the SDK pauses for up to a minute after failures in a row.
 */
public final class TemporalConnection {
    private static final Duration RECONNECT = Duration.ofSeconds(2);
    /** The server itself answers a poll after a minute; a connection that breaks ends it, too. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private TemporalConnection() {}

    /**
     * Options of a service's connection.
     *
     * @param address host and port of the frontend
     * @param interceptors of the calls, from the innermost on; the polls are told to wait outside of them
     */
    public static WorkflowServiceStubsOptions.Builder options(String address, ClientInterceptor... interceptors) {
        return WorkflowServiceStubsOptions.newBuilder()
                .setTarget(address)
                .setGrpcCompression(GrpcCompression.NONE)
                .setConnectionBackoffResetFrequency(RECONNECT)
                .setRpcLongPollTimeout(LONGEST_WAIT)
                .setGrpcClientInterceptors(Stream.concat(Stream.of(interceptors), Stream.of(new WaitingPolls()))
                        .toList());
    }

    private static final class WaitingPolls implements ClientInterceptor {
        private static final List<MethodDescriptor<?, ?>> POLLS = List.of(
                WorkflowServiceGrpc.getPollActivityTaskQueueMethod(),
                WorkflowServiceGrpc.getPollWorkflowTaskQueueMethod(),
                // By which a server tells workers of cancellations.
                WorkflowServiceGrpc.getPollNexusTaskQueueMethod());

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return next.newCall(method, POLLS.contains(method) ? options.withWaitForReady() : options);
        }
    }
}
