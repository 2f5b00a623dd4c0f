package io.dwr.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dwr.test.FreePort;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.testserver.TestServer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class TemporalConnectionTest {
    /** Many executors would keep a server busy with nothing but connections otherwise. */
    @Test
    void aConnectionThatWorksIsKept() throws Exception {
        int port = FreePort.find();
        UsedConnections used = new UsedConnections();
        var server = TestServer.createPortBoundServer(port);
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(
                TemporalConnection.options("127.0.0.1:" + port, used).build());
        try {
            for (int call = 0; call < 10; call++) {
                assertThat(stubs.blockingStub().getSystemInfo(GetSystemInfoRequest.getDefaultInstance()))
                        .isNotNull();
                Thread.sleep(500);
            }
        } finally {
            stubs.shutdownNow();
            server.close();
        }

        assertThat(used.ends).hasSize(1);
    }

    /** This end of each connection that answered a call. */
    private static final class UsedConnections implements ClientInterceptor {
        private final Set<Object> ends = ConcurrentHashMap.newKeySet();

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    super.start(
                            new SimpleForwardingClientCallListener<>(listener) {
                                @Override
                                public void onHeaders(Metadata answer) {
                                    ends.add(getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR));
                                    super.onHeaders(answer);
                                }
                            },
                            headers);
                }
            };
        }
    }
}
