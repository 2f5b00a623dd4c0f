package io.dwr.executor.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.dwr.executor.engine.EngineUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The way to one engine: three pools of connections, for questions, for deeds and for streams that stay open, and the
 * API version that both sides speak.
 */
final class DockerConnection implements AutoCloseable {
    private static final RemoteApiVersion NEWEST = RemoteApiVersion.VERSION_1_44;
    private static final RemoteApiVersion OLDEST = RemoteApiVersion.VERSION_1_40;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PING = Duration.ofSeconds(3);
    private static final int OK = 200;
    private static final int MOST_CALLS = 64;

    private final URI host;
    private final EngineDeadlines deadlines;
    private final DeadlineHttpClient questions;
    private final DeadlineHttpClient deeds;
    private final DeadlineHttpClient streams;
    private @Nullable Session session;

    /**
     * @param longCalls streams open at the same time at most
     */
    DockerConnection(URI host, int longCalls, EngineDeadlines deadlines) {
        this.host = host;
        this.deadlines = deadlines;
        this.questions = new DeadlineHttpClient(pool(host, MOST_CALLS), deadlines.question(), true);
        this.deeds = new DeadlineHttpClient(pool(host, MOST_CALLS), deadlines.deed(), false);
        this.streams = new DeadlineHttpClient(pool(host, longCalls), deadlines.question(), false);
    }

    private static DockerHttpClient pool(URI host, int connections) {
        return new ZerodepDockerHttpClient.Builder()
                .dockerHost(host)
                .maxConnections(connections)
                .connectionTimeout(CONNECT)
                .build();
    }

    URI host() {
        return host;
    }

    EngineDeadlines deadlines() {
        return deadlines;
    }

    /** For what is done. */
    DockerClient client() {
        return session().deeds();
    }

    /** For what is only asked. */
    DockerClient questions() {
        return session().questions();
    }

    /** For requests whose answer stays open, with paths that begin with {@link #prefix}. */
    DeadlineHttpClient streams() {
        return streams;
    }

    /** For requests of our own that are answered soon, with paths that begin with {@link #prefix}. */
    DockerHttpClient calls() {
        return questions;
    }

    /** As in Go, {@code amd64}. */
    String architecture() {
        return session().architecture();
    }

    String prefix() {
        return session().prefix();
    }

    /** By a connection of its own: an engine that stops goes on answering on those that are open. */
    boolean takesCalls() {
        try (DockerHttpClient fresh = new DeadlineHttpClient(pool(host, 1), PING, true);
                Response response = fresh.execute(ping())) {
            return response.getStatusCode() == OK;
        } catch (IOException | RuntimeException silent) {
            return false;
        }
    }

    private static Request ping() {
        Request.Builder request = Request.builder();
        request.method(Request.Method.GET).path("/_ping");
        return request.build();
    }

    private synchronized Session session() {
        if (session == null) {
            session = negotiate();
        }
        return session;
    }

    private Session negotiate() {
        Version version = DockerCalls.call(
                host,
                () -> clientOf(RemoteApiVersion.unknown(), questions)
                        .versionCmd()
                        .exec());
        RemoteApiVersion offered = RemoteApiVersion.parseConfig(version.getApiVersion());
        String least = version.getMinAPIVersion();
        boolean tooNew = least != null && RemoteApiVersion.parseConfig(least).isGreater(NEWEST);
        if (tooNew || OLDEST.isGreater(offered)) {
            throw new EngineUnavailableException(
                    "the engine at " + host + " speaks API " + least + " to " + version.getApiVersion()
                            + ", and this executor needs " + OLDEST.getVersion() + " to " + NEWEST.getVersion()
                            + ": use an engine of version 19.03 or later, or a newer executor",
                    new IllegalStateException("API version"));
        }
        RemoteApiVersion chosen = offered.isGreater(NEWEST) ? NEWEST : offered;
        return new Session(
                clientOf(chosen, questions),
                clientOf(chosen, deeds),
                "/" + chosen.asWebPathPart(),
                String.valueOf(version.getArch()));
    }

    private DockerClient clientOf(RemoteApiVersion version, DockerHttpClient pool) {
        DefaultDockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host.toString())
                .withDockerTlsVerify(false)
                .withApiVersion(version)
                .build();
        return DockerClientImpl.getInstance(config, pool);
    }

    @Override
    public void close() {
        try {
            questions.close();
            deeds.close();
            streams.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private record Session(DockerClient questions, DockerClient deeds, String prefix, String architecture) {}
}
