package io.dwr.executor.contact;

import com.google.protobuf.ByteString;
import io.dwr.model.executor.HeldAttempt;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.temporal.api.workflowservice.v1.RecordActivityTaskHeartbeatRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens to Temporal's answers: an accepted heartbeat is contact of its attempt, an accepted completion ends it, and
 * any answer at all ends an outage.
 */
public final class DeliveryInterceptor implements ClientInterceptor {
    private static final Duration STEP = Duration.ofMillis(20);

    private final Map<ByteString, HeldAttempt> deliveries = new ConcurrentHashMap<>();
    private final Contacts contacts;
    private final Outage outage;
    private final Consumer<HeldAttempt> accepted;

    /**
     * @param accepted told when the server has taken an attempt's outcome
     */
    public DeliveryInterceptor(Contacts contacts, Outage outage, Consumer<HeldAttempt> accepted) {
        this.contacts = contacts;
        this.outage = outage;
        this.accepted = accepted;
    }

    /** From now on answers to this token are contact of the attempt. */
    public void delivered(byte[] taskToken, HeldAttempt attempt) {
        deliveries.put(ByteString.copyFrom(taskToken), attempt);
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            private @Nullable Object request;

            @Override
            public void sendMessage(Q message) {
                request = message;
                super.sendMessage(message);
            }

            @Override
            public void start(Listener<A> listener, Metadata headers) {
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                answered(request, status);
                                super.onClose(status, trailers);
                            }
                        },
                        headers);
            }
        };
    }

    private void answered(@Nullable Object request, Status status) {
        if (status.getCode() == Status.Code.UNAVAILABLE) {
            outage.away(String.valueOf(status.getDescription()));
            return;
        }
        if (status.isOk()) {
            outage.back();
        }
        switch (request) {
            case RecordActivityTaskHeartbeatRequest heartbeat -> heartbeatAnswered(heartbeat, status);
            case RespondActivityTaskCompletedRequest completion -> completionAnswered(completion, status);
            case RespondActivityTaskFailedRequest failure -> failureAnswered(failure, status);
            case null, default -> {}
        }
    }

    private void heartbeatAnswered(RecordActivityTaskHeartbeatRequest heartbeat, Status status) {
        HeldAttempt attempt = deliveries.get(heartbeat.getTaskToken());
        if (attempt != null && status.isOk()) {
            contacts.touchKnown(attempt);
        }
    }

    private void completionAnswered(RespondActivityTaskCompletedRequest completion, Status status) {
        HeldAttempt attempt = taken(status) ? deliveries.remove(completion.getTaskToken()) : null;
        if (attempt != null && status.isOk()) {
            accepted.accept(attempt);
        }
    }

    private void failureAnswered(RespondActivityTaskFailedRequest failure, Status status) {
        if (taken(status)) {
            deliveries.remove(failure.getTaskToken());
        }
    }

    /** Whether the server has taken an answer or wants none; otherwise the answer is sent again. */
    private static boolean taken(Status status) {
        return status.isOk() || status.getCode() == Status.Code.NOT_FOUND;
    }

    /** The delivery is over without an answer of ours. */
    public void over(byte[] taskToken) {
        deliveries.remove(ByteString.copyFrom(taskToken));
    }

    /** Waits until every delivery has been answered, but not longer than that. */
    public void awaitAnswered(Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!deliveries.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(STEP.toNanos());
        }
    }
}
