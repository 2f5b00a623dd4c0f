package io.dwr.executor.engine.docker;

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
import java.util.function.Supplier;
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

    private final DockerConnection connection;

    DockerStreams(DockerConnection connection) {
        this.connection = connection;
    }

    ContainerOutput attach(String id, boolean tty) {
        String path = "/containers/" + id + "/attach?stream=1&stdout=1&stderr=1";
        return new DockerOutput(open("POST", path, connection.deadlines().question()), tty);
    }

    ContainerOutput stored(String id, boolean tty, boolean follow) {
        String path = "/containers/" + id + "/logs?stdout=1&stderr=1&tail=all&follow=" + (follow ? 1 : 0);
        return new DockerOutput(open("GET", path, connection.deadlines().question()), tty);
    }

    ExitWatch watch(String id, String condition) {
        Response response = open(
                "POST",
                "/containers/" + id + "/wait?condition=" + condition,
                connection.deadlines().question());
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
        Duration longest = connection.deadlines().end().plusSeconds(graceSeconds);
        try (Response response = open("POST", "/containers/" + id + "/stop?t=" + graceSeconds, longest)) {
            return response.getStatusCode() != NOT_MODIFIED;
        } catch (NoSuchContainerException gone) {
            return false;
        }
    }

    /** In one go: the engine's two figures of one call would take it a second longer. */
    Optional<ContainerSample> sample(String id) {
        String path = "/containers/" + id + "/stats?stream=false&one-shot=true";
        try (Response response = question(path)) {
            return DockerStats.read(response.getBody());
        } catch (NoSuchContainerException gone) {
            return Optional.empty();
        } catch (IOException broken) {
            throw DockerCalls.unavailable(connection.host(), broken);
        }
    }

    void kill(String id) {
        try {
            open("POST", "/containers/" + id + "/kill", connection.deadlines().end())
                    .close();
        } catch (NoSuchContainerException gone) {
            return;
        } catch (EngineRefusalException refused) {
            if (!NOT_RUNNING.matcher(String.valueOf(refused.getMessage())).find()) {
                throw refused;
            }
        }
    }

    /** Reads an answer that is whole in time, or is given up. */
    void read(String path, DockerWitness.Reading reading) {
        try (Response response = question(path)) {
            reading.read(response.getBody());
        } catch (IOException broken) {
            throw DockerCalls.unavailable(connection.host(), broken);
        }
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

    private Response open(String method, String path, Duration longest) {
        Request request = request(method, connection.prefix() + path);
        return accepted(path, () -> connection.streams().execute(request, longest));
    }

    private Response question(String path) {
        Request request = request("GET", connection.prefix() + path);
        return accepted(path, () -> connection.calls().execute(request));
    }

    private Response accepted(String path, Supplier<Response> answer) {
        return DockerCalls.call(connection.host(), () -> {
            Response response = answer.get();
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
