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
 * The way to one engine: two pools of connections, one for calls that answer soon and one for streams that stay open,
 * and the API version that both sides speak.
 */
final class DockerConnection implements AutoCloseable {
    private static final RemoteApiVersion NEWEST = RemoteApiVersion.VERSION_1_44;
    private static final RemoteApiVersion OLDEST = RemoteApiVersion.VERSION_1_40;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PING = Duration.ofSeconds(3);
    private static final int OK = 200;
    private static final Duration ANSWER = Duration.ofMinutes(3);

    private final URI host;
    private final DockerHttpClient calls;
    private final DockerHttpClient streams;
    private @Nullable Session session;

    /**
     * @param longCalls streams open at the same time at most
     */
    DockerConnection(URI host, int longCalls) {
        this.host = host;
        this.calls = new ZerodepDockerHttpClient.Builder()
                .dockerHost(host)
                .maxConnections(64)
                .connectionTimeout(CONNECT)
                .responseTimeout(ANSWER)
                .build();
        this.streams = new ZerodepDockerHttpClient.Builder()
                .dockerHost(host)
                .maxConnections(longCalls)
                .connectionTimeout(CONNECT)
                .build();
    }

    URI host() {
        return host;
    }

    DockerClient client() {
        return session().client();
    }

    /** For requests whose answer stays open, with paths that begin with {@link #prefix}. */
    DockerHttpClient streams() {
        return streams;
    }

    /** For requests of our own that are answered soon, with paths that begin with {@link #prefix}. */
    DockerHttpClient calls() {
        return calls;
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
        try (DockerHttpClient fresh = new ZerodepDockerHttpClient.Builder()
                        .dockerHost(host)
                        .connectionTimeout(PING)
                        .responseTimeout(PING)
                        .build();
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
                host, () -> clientOf(RemoteApiVersion.unknown()).versionCmd().exec());
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
        return new Session(clientOf(chosen), "/" + chosen.asWebPathPart(), String.valueOf(version.getArch()));
    }

    private DockerClient clientOf(RemoteApiVersion version) {
        DefaultDockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(host.toString())
                .withDockerTlsVerify(false)
                .withApiVersion(version)
                .build();
        return DockerClientImpl.getInstance(config, calls);
    }

    @Override
    public void close() {
        try {
            calls.close();
            streams.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private record Session(DockerClient client, String prefix, String architecture) {}
}
