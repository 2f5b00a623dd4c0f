package io.dwr.executor.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.dwr.executor.engine.EngineException;
import io.dwr.executor.engine.ImagePullException;
import io.dwr.executor.engine.PullObserver;
import io.dwr.executor.engine.RegistryLogin;
import io.dwr.model.job.StatusReason;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One pull of one image, on the thread that asks for it. The request is made here and not by docker-java, which writes a
 * login into its log at the level debug.
 */
final class DockerPull {
    private static final ObjectMapper JSON = DockerClientConfig.getDefaultObjectMapper();
    private static final int FIRST_ERROR = 400;
    private static final int LONGEST_ERROR = 1 << 20;

    private final DockerConnection connection;
    private final ImageReference reference;
    private final @Nullable RegistryLogin login;
    private final PullObserver observer;
    private final AtomicReference<@Nullable Response> open = new AtomicReference<>();
    private volatile boolean brokenOff;

    DockerPull(
            DockerConnection connection,
            ImageReference reference,
            @Nullable RegistryLogin login,
            PullObserver observer) {
        this.connection = connection;
        this.reference = reference;
        this.login = login;
        this.observer = observer;
    }

    void run() {
        Thread thread = Thread.currentThread();
        observer.started(() -> breakOff(thread));
        try {
            DockerCalls.call(connection.host(), this::fetched);
        } catch (EngineException failed) {
            if (!brokenOff) {
                throw failed;
            }
            throw new ImagePullException(
                    StatusReason.IMAGE_PULL_FAILED, "the pull of " + reference.text() + " was broken off", failed);
        } finally {
            Thread.interrupted();
        }
    }

    /** The engine ends a pull whose caller is gone. Until it answers, only an interruption ends the waiting. */
    private void breakOff(Thread thread) {
        brokenOff = true;
        Response response = open.get();
        if (response != null) {
            response.close();
        }
        thread.interrupt();
    }

    private boolean fetched() {
        String path = "/images/create?fromImage=" + encoded(reference.repository()) + "&tag="
                + encoded(reference.tagOrDigest());
        try (Response response = connection.streams().execute(request("POST", path))) {
            open.set(response);
            if (response.getStatusCode() >= FIRST_ERROR) {
                throw failure(words(response.getBody().readNBytes(LONGEST_ERROR)));
            }
            read(response);
            return true;
        } catch (IOException broken) {
            throw DockerCalls.unavailable(connection.host(), broken);
        }
    }

    /** The engine passes on what the registry said, at times a whole page of HTML. */
    private static String words(byte[] answer) {
        try {
            return JSON.readTree(answer).path("message").asText("");
        } catch (IOException other) {
            return new String(answer, StandardCharsets.UTF_8).strip();
        }
    }

    private void read(Response response) throws IOException {
        PullLayers layers = new PullLayers();
        try (MappingIterator<JsonNode> messages = JSON.readerFor(JsonNode.class).readValues(response.getBody())) {
            while (messages.hasNextValue()) {
                JsonNode message = messages.nextValue();
                String error = message.path("error").asText("");
                if (!error.isEmpty()) {
                    throw failure(error);
                }
                if (layers.saw(message)) {
                    observer.progress(layers.progress());
                }
                layers.retry(message).ifPresent(observer::retried);
            }
        }
    }

    private ImagePullException failure(String words) {
        if (PullWords.lacksBuild(words)) {
            return PullWords.failure(reference.text(), words + platforms().orElse(""), login != null);
        }
        return PullWords.failure(reference.text(), words, login != null);
    }

    /** What the registry has builds for, as the end of a sentence. */
    private Optional<String> platforms() {
        String path = "/distribution/" + reference.text() + "/json";
        try (Response response = connection.calls().execute(request("GET", path))) {
            TreeSet<String> found = new TreeSet<>();
            for (JsonNode platform : JSON.readTree(response.getBody()).path("Platforms")) {
                found.add(platform.path("os").asText("") + "/"
                        + platform.path("architecture").asText(""));
            }
            return found.isEmpty() ? Optional.empty() : Optional.of("; it has builds for " + String.join(", ", found));
        } catch (IOException | RuntimeException unknown) {
            return Optional.empty();
        }
    }

    private Request request(String method, String path) {
        Request.Builder request = Request.builder().method(method).path(connection.prefix() + path);
        if (login != null) {
            request.putHeader("X-Registry-Auth", header(login));
        }
        return request.build();
    }

    private static String header(RegistryLogin login) {
        ObjectNode json = JSON.createObjectNode().put("serveraddress", login.registry());
        if (login.identityToken() == null) {
            json.put("username", login.username()).put("password", login.password());
        } else {
            json.put("identitytoken", login.identityToken());
        }
        return Base64.getUrlEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
