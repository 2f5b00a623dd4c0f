package io.dwr.executor.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits only so long for an answer: the limit of the client behind it does nothing on a Unix socket. An answer that comes
 * too late is closed unread. A pull is left to the clocks of its own, since a registry may be slow.
 */
final class DeadlineHttpClient implements DockerHttpClient {
    private static final String PULL = "/images/create?";

    private final DockerHttpClient behind;
    private final Duration usual;
    private final boolean whole;

    /**
     * @param whole whether all of an answer is to be there in time, and not only its beginning
     */
    DeadlineHttpClient(DockerHttpClient behind, Duration usual, boolean whole) {
        this.behind = behind;
        this.usual = usual;
        this.whole = whole;
    }

    @Override
    public Response execute(Request request) {
        return request.path().contains(PULL) ? behind.execute(request) : execute(request, usual);
    }

    Response execute(Request request, Duration longest) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("engine-call").start(() -> ask(request, answer));
        try {
            return answer.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException hung) {
            throw abandoned(answer, "no answer within " + longest.toSeconds() + " s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw abandoned(answer, "interrupted");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        }
    }

    private static RuntimeException abandoned(CompletableFuture<Response> answer, String why) {
        UncheckedIOException silence = new UncheckedIOException(new IOException(why));
        if (!answer.completeExceptionally(silence) && !answer.isCompletedExceptionally()) {
            answer.join().close();
        }
        return silence;
    }

    private void ask(Request request, CompletableFuture<Response> answer) {
        try {
            Response response = whole ? WholeResponse.of(behind.execute(request)) : behind.execute(request);
            if (!answer.complete(response)) {
                response.close();
            }
        } catch (IOException broken) {
            answer.completeExceptionally(new UncheckedIOException(broken));
        } catch (RuntimeException failed) {
            answer.completeExceptionally(failed);
        }
    }

    @Override
    public void close() throws IOException {
        behind.close();
    }

    /** An answer that has arrived. */
    private record WholeResponse(int status, Map<String, List<String>> headers, InputStream body) implements Response {
        static WholeResponse of(Response response) throws IOException {
            try (response) {
                return new WholeResponse(
                        response.getStatusCode(),
                        response.getHeaders(),
                        new ByteArrayInputStream(response.getBody().readAllBytes()));
            }
        }

        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return headers;
        }

        @Override
        public InputStream getBody() {
            return body;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
