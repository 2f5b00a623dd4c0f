package io.dwr.scheduler.workflow;

import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowQueryException;
import io.temporal.client.WorkflowServiceException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls to a server within a time of our own: the client library tries a server that is away for a minute, which is
 * longer than a caller of the REST waits.
 */
final class TimeLimit implements AutoCloseable {
    private final Duration limit;
    private final String server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * A limit for calls to one server.
     *
     * @param server name and address, as the beginning of a sentence
     */
    TimeLimit(Duration limit, String server) {
        this.limit = limit;
        this.server = server;
    }

    /** Calls, and gives up after the limit with {@link WorkflowsUnavailableException}. */
    <T> T call(Callable<T> call) {
        return call(limit, call);
    }

    /** As {@link #call(Callable)}, with a limit of its own. */
    <T> T call(Duration ownLimit, Callable<T> call) {
        Future<T> answer = threads.submit(call);
        try {
            return answer.get(ownLimit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooLong) {
            answer.cancel(true);
            throw unavailable(tooLong);
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable(interrupted);
        } catch (ExecutionException failed) {
            throw failure(failed.getCause());
        }
    }

    WorkflowsUnavailableException unavailable(Throwable cause) {
        return new WorkflowsUnavailableException(
                server + " does not answer within " + limit.toSeconds() + " s; start it or correct TEMPORAL_ADDRESS.",
                cause);
    }

    private RuntimeException failure(@Nullable Throwable cause) {
        if (cause instanceof StatusRuntimeException
                || cause instanceof WorkflowServiceException
                || cause instanceof WorkflowQueryException
                || cause instanceof TimeoutException) {
            return unavailable(cause);
        }
        return new IllegalStateException("a call to " + server + " failed", cause);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
