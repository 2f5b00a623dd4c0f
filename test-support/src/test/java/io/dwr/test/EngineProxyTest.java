package io.dwr.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault in front of an engine that notes what reaches it. */
class EngineProxyTest {
    private static final String START = "POST /v1.41/containers/abc/start";

    @TempDir
    private Path directory;

    private final List<String> reached = new CopyOnWriteArrayList<>();
    private HttpServer engine;
    private EngineProxy proxy;

    @BeforeEach
    void start() throws IOException {
        engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        engine.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            reached.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + body);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        engine.start();
        proxy = EngineProxy.before(
                URI.create("tcp://127.0.0.1:" + engine.getAddress().getPort()), directory.resolve("engine.sock"));
    }

    @AfterEach
    void stop() {
        proxy.close();
        engine.stop(0);
    }

    /** What comes back until the connection ends. */
    private CompletableFuture<String> ask(String request) {
        CompletableFuture<String> whole = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> whole.complete(exchange(request)));
        return whole;
    }

    private String exchange(String request) {
        try (SocketChannel channel =
                SocketChannel.open(UnixDomainSocketAddress.of(proxy.address().getPath()))) {
            channel.write(ByteBuffer.wrap((request + " HTTP/1.1\r\nHost: engine\r\nContent-Length: 2\r\n\r\n{}")
                    .getBytes(StandardCharsets.US_ASCII)));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(1024);
            while (channel.read(buffer) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return answer.toString(StandardCharsets.US_ASCII);
        } catch (IOException broken) {
            return "broken";
        }
    }

    private static String soon(CompletableFuture<String> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(60, TimeUnit.SECONDS);
    }

    @Test
    void withoutAFaultItRelays() throws Exception {
        assertThat(soon(ask(START))).startsWith("HTTP/1.1 204");
        assertThat(reached).containsExactly(START + "{}");
    }

    @Test
    void aRefusedRequestNeverReachesTheEngine() throws Exception {
        EngineFault fault = proxy.refuse("POST /containers/[^/]+/start").times(1);

        assertThat(soon(ask(START))).doesNotContain("HTTP");
        assertThat(reached).isEmpty();
        assertThat(soon(ask("POST /v1.41/containers/abc/kill"))).startsWith("HTTP/1.1 204");
        assertThat(soon(ask(START))).startsWith("HTTP/1.1 204");
        assertThat(fault.hits()).isEqualTo(1);
    }

    @Test
    void anAnswerOfItsOwnNeverReachesTheEngine() throws Exception {
        proxy.answer("POST /containers/abc/start", 500, "{\"message\":\"broken\"}");

        assertThat(soon(ask(START))).startsWith("HTTP/1.1 500").endsWith("{\"message\":\"broken\"}");
        assertThat(reached).isEmpty();
    }

    @Test
    void aDroppedAnswerComesAfterTheDeed() throws Exception {
        proxy.dropAnswer("POST /containers/abc/start").times(1);

        assertThat(soon(ask(START))).doesNotContain("HTTP");
        assertThat(reached).containsExactly(START + "{}");
    }

    @Test
    void aHangingRequestGoesOnWhenTheFaultIsLifted() throws Exception {
        EngineFault fault = proxy.hang("POST /containers/abc/start");
        CompletableFuture<String> held = ask(START);
        assertThat(soon(ask("GET /v1.41/info"))).startsWith("HTTP/1.1 204");
        assertThat(held).isNotDone();
        assertThat(reached).containsExactly("GET /v1.41/info{}");

        fault.lift();

        assertThat(soon(held)).startsWith("HTTP/1.1 204");
    }

    @Test
    void aDelayedRequestIsLate() throws Exception {
        proxy.delay("GET /info", Duration.ofMillis(300));
        long begun = System.nanoTime();

        assertThat(soon(ask("GET /v1.41/info"))).startsWith("HTTP/1.1 204");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(250));
    }

    @Test
    void whatIsFrozenPassesAfterTheThaw() throws Exception {
        proxy.freeze();
        CompletableFuture<String> held = ask(START);
        CompletableFuture<String> other = ask("GET /v1.41/info");
        assertThat(held).isNotDone();

        proxy.thaw();

        assertThat(soon(held)).startsWith("HTTP/1.1 204");
        assertThat(soon(other)).startsWith("HTTP/1.1 204");
    }
}
