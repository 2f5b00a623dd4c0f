package io.dwr.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** A scheduler that says what a test wants. Each path has a sequence of replies, the last of which repeats. */
public final class FakeScheduler implements AutoCloseable {
    /** An id as a scheduler makes them. */
    public static final String ID = "0193a1b2-c3d4-7000-8000-00000000000a";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, List<Reply>> replies = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();

    public FakeScheduler() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** What came in. */
    public record Request(String line, Map<String, String> headers, String body) {}

    /** What goes out. */
    @FunctionalInterface
    public interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    public static Reply json(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    public static Reply problem(int status, String code, String detail, String... headers) {
        return json(
                status,
                "{\"type\": \"urn:dwr:problem:" + code + "\", \"title\": \"t\", \"status\": " + status
                        + ", \"code\": \"" + code + "\", \"detail\": \"" + detail + "\"}",
                headers);
    }

    /** The answer waits until something is the case, or for a minute. */
    public static Reply once(BooleanSupplier condition, Reply reply) {
        return exchange -> {
            try {
                for (int look = 0; look < 6000 && !condition.getAsBoolean(); look++) {
                    Thread.sleep(10);
                }
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            reply.to(exchange);
        };
    }

    /** The connection breaks before an answer. */
    public static Reply cut() {
        return HttpExchange::close;
    }

    /** The connection breaks in the middle of an answer. */
    public static Reply half(String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length + 1000L);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /**
     * Says how a request is answered.
     *
     * @param line method and path with its query
     */
    public FakeScheduler on(String line, Reply... sequence) {
        synchronized (replies) {
            replies.put(line, new ArrayList<>(List.of(sequence)));
        }
        return this;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The requests whose line begins so. */
    public List<Request> requests(String line) {
        synchronized (replies) {
            return requests.stream()
                    .filter(request -> request.line().startsWith(line))
                    .toList();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        Reply reply;
        synchronized (replies) {
            requests.add(new Request(line, headers, body));
            List<Reply> sequence = replies.get(line);
            if (sequence == null) {
                reply = problem(404, "path_not_found", "no reply for " + line);
            } else {
                reply = sequence.size() > 1 ? sequence.removeFirst() : sequence.getFirst();
            }
        }
        try {
            reply.to(exchange);
        } finally {
            exchange.close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
