package io.dwr.executor.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.dwr.executor.engine.EngineUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Case 103: engines of other ages. */
class ApiVersionTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String version = "";
    private HttpServer engine;
    private DockerContainerEngine client;

    @BeforeEach
    void start() throws IOException {
        engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        engine.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            byte[] answer = (path.endsWith("/version") ? version : "[]").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        engine.start();
        client = new DockerContainerEngine(
                URI.create("tcp://127.0.0.1:" + engine.getAddress().getPort()), 1);
    }

    @AfterEach
    void stop() {
        client.close();
        engine.stop(0);
    }

    private void offers(String least, String most) {
        version = "{\"Version\":\"x\",\"ApiVersion\":\"" + most + "\",\"MinAPIVersion\":\"" + least + "\"}";
    }

    @Test
    void anEngineThatDemandsANewClientIsSpokenToAsItAsks() {
        offers("1.44", "1.52");

        assertThat(client.list(Map.of())).isEmpty();
        assertThat(asked).contains("/v1.44/containers/json");
    }

    @Test
    void anOldEngineIsSpokenToInItsOwnVersion() {
        offers("1.12", "1.41");

        assertThat(client.list(Map.of())).isEmpty();
        assertThat(asked).contains("/v1.41/containers/json");
    }

    @Test
    void withATooOldOneThatIsSaidInPlainWords() {
        offers("1.12", "1.24");

        assertThatThrownBy(() -> client.list(Map.of()))
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessageContaining("speaks API 1.12 to 1.24, and this executor needs 1.40 to 1.44")
                .hasMessageContaining("use an engine of version 19.03 or later");
    }

    @Test
    void withATooNewOneToo() {
        offers("1.60", "1.70");

        assertThatThrownBy(() -> client.facts())
                .isInstanceOf(EngineUnavailableException.class)
                .hasMessageContaining("or a newer executor");
    }
}
