package io.dwr.executor.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.dwr.executor.engine.ContainerOutput;
import io.dwr.executor.engine.ContainerSample;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.executor.engine.ExitWatch;
import io.dwr.executor.engine.NoSuchContainerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls whose answer stays open. They run on the thread that reads them, so that a virtual one will do. */
final class DockerStreams {
    private static final Pattern STATUS_CODE = Pattern.compile("\"StatusCode\"\\s*:\\s*(-?\\d+)");
    private static final int NOT_MODIFIED = 304;
    private static final int NOT_FOUND = 404;
    private static final int FIRST_ERROR = 400;
    private static final int LONGEST_ERROR = 4096;
    private static final Pattern NOT_RUNNING = Pattern.compile("(?i)is not running");
    /** Longest that the engine may take beyond what was asked; it waits 10 s itself for a killed container to end. */
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final DockerConnection connection;

    DockerStreams(DockerConnection connection) {
        this.connection = connection;
    }

    ContainerOutput attach(String id, boolean tty) {
        return new DockerOutput(open("POST", "/containers/" + id + "/attach?stream=1&stdout=1&stderr=1"), tty);
    }

    ContainerOutput stored(String id, boolean tty, boolean follow) {
        String path = "/containers/" + id + "/logs?stdout=1&stderr=1&tail=all&follow=" + (follow ? 1 : 0);
        return new DockerOutput(open("GET", path), tty);
    }

    ExitWatch watch(String id, String condition) {
        Response response = open("POST", "/containers/" + id + "/wait?condition=" + condition);
        CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        Thread.ofVirtual().name("wait-" + id).start(() -> awaitExit(response, exitCode));
        return new ExitWatch() {
            @Override
            public CompletableFuture<Integer> exitCode() {
                return exitCode;
            }

            @Override
            public void close() {
                response.close();
            }
        };
    }

    /** Returns when the container has ended; false when it was not running. */
    boolean stop(String id, int graceSeconds) {
        String path = "/containers/" + id + "/stop?t=" + graceSeconds;
        try (Response response = openWithin(ANSWER.plusSeconds(graceSeconds), "POST", path)) {
            return response.getStatusCode() != NOT_MODIFIED;
        } catch (NoSuchContainerException gone) {
            return false;
        }
    }

    /** In one go: the engine's two figures of one call would take it a second longer. */
    Optional<ContainerSample> sample(String id) {
        String path = "/containers/" + id + "/stats?stream=false&one-shot=true";
        try (Response response = open(connection.calls(), "GET", path)) {
            return DockerStats.read(response.getBody());
        } catch (NoSuchContainerException gone) {
            return Optional.empty();
        } catch (IOException broken) {
            throw DockerCalls.unavailable(connection.host(), broken);
        }
    }

    void kill(String id) {
        try {
            openWithin(ANSWER, "POST", "/containers/" + id + "/kill").close();
        } catch (NoSuchContainerException gone) {
            return;
        } catch (EngineRefusalException refused) {
            if (!NOT_RUNNING.matcher(String.valueOf(refused.getMessage())).find()) {
                throw refused;
            }
        }
    }

    /** Reads a whole answer that the engine gives soon. */
    void readWithin(Duration limit, String path, DockerWitness.Reading reading) {
        try (Response response = openWithin(limit, "GET", path)) {
            reading.read(response.getBody());
        } catch (IOException broken) {
            throw DockerCalls.unavailable(connection.host(), broken);
        }
    }

    /** An engine that is silent for longer counts as one that does not answer. */
    private Response openWithin(Duration limit, String method, String path) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        Thread asking = Thread.ofVirtual().name("ask").start(() -> {
            try {
                Response response = open(method, path);
                if (!answer.complete(response)) {
                    response.close();
                }
            } catch (RuntimeException failed) {
                answer.completeExceptionally(failed);
            }
        });
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException silent) {
            throw givenUp(answer, asking, "no answer to " + path + " within " + limit.toSeconds() + " s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw givenUp(answer, asking, "interrupted");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        }
    }

    private RuntimeException givenUp(CompletableFuture<Response> answer, Thread asking, String why) {
        IOException cause = new IOException(why);
        answer.completeExceptionally(cause);
        asking.interrupt();
        return DockerCalls.unavailable(connection.host(), cause);
    }

    private void awaitExit(Response response, CompletableFuture<Integer> exitCode) {
        try (response) {
            String answer = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
            Matcher code = STATUS_CODE.matcher(answer);
            if (!code.find()) {
                throw new IOException("the engine broke off a wait: " + answer);
            }
            exitCode.complete(Integer.parseInt(code.group(1)));
        } catch (IOException | RuntimeException broken) {
            exitCode.completeExceptionally(DockerCalls.unavailable(connection.host(), broken));
        }
    }

    private Response open(String method, String path) {
        return open(connection.streams(), method, path);
    }

    private Response open(DockerHttpClient client, String method, String path) {
        String prefixed = connection.prefix() + path;
        return DockerCalls.call(connection.host(), () -> {
            Response response = client.execute(request(method, prefixed));
            if (response.getStatusCode() < FIRST_ERROR) {
                return response;
            }
            throw refused(response, path);
        });
    }

    private static Request request(String method, String path) {
        Request.Builder request = Request.builder();
        request.method(method).path(path);
        return request.build();
    }

    private static RuntimeException refused(Response response, String path) {
        try (response) {
            String words = new String(response.getBody().readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8);
            IllegalStateException cause = new IllegalStateException(path + " answered " + response.getStatusCode());
            return response.getStatusCode() == NOT_FOUND
                    ? new NoSuchContainerException(words, cause)
                    : new EngineRefusalException(words, cause);
        } catch (IOException broken) {
            return new IllegalStateException(path + " broke off", broken);
        }
    }
}
