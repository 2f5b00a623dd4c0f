package io.dwr.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A way to a Docker Engine that can be at fault: for requests of one kind, or as a whole. Each connection carries one
 * request. Requests are told by their method and path without the API version, as in {@code POST /containers/abc/start}.
 */
public final class EngineProxy implements AutoCloseable {
    private final Path socket;
    private final SocketAddress engine;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final List<EngineFault> faults = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> thawed = CompletableFuture.completedFuture(null);

    private EngineProxy(URI engine, Path socket) throws IOException {
        this.socket = socket;
        this.engine = addressOf(engine);
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    /** Opens a proxy that does nothing yet but relay. */
    public static EngineProxy before(URI engine, Path socket) {
        try {
            return new EngineProxy(engine, socket);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** For {@code DOCKER_HOST}. */
    public URI address() {
        return URI.create("unix://" + socket);
    }

    /** Connections with such a request are closed, and the engine never hears of it. */
    public EngineFault refuse(String requests) {
        return add(EngineFault.refusal(requests));
    }

    /** Such a request reaches the engine later. */
    public EngineFault delay(String requests, Duration by) {
        return add(EngineFault.delay(requests, by));
    }

    /** Such a request reaches the engine when the fault is lifted, and nobody is told anything until then. */
    public EngineFault hang(String requests) {
        return add(EngineFault.hanging(requests));
    }

    /** Such a request is neither answered nor does the engine ever hear of it. */
    public EngineFault swallow(String requests) {
        return add(EngineFault.swallowed(requests));
    }

    /** Such a request gets this answer, and the engine never hears of it. */
    public EngineFault answer(String requests, int status, String body) {
        return add(EngineFault.answer(requests, status, body));
    }

    /** The engine does what such a request asks for, and the connection is closed instead of an answer. */
    public EngineFault dropAnswer(String requests) {
        return add(EngineFault.droppedAnswer(requests));
    }

    /** Nothing passes any more in either direction, open connections included, and new ones are accepted. */
    public synchronized void freeze() {
        if (thawed.isDone()) {
            thawed = new CompletableFuture<>();
        }
    }

    /** What was held up passes. */
    public synchronized void thaw() {
        thawed.complete(null);
    }

    /** Closes all connections that are open now. */
    public void cut() {
        open.forEach(this::close);
    }

    /** Lifts every fault. */
    public void heal() {
        faults.forEach(EngineFault::lift);
        faults.clear();
        thaw();
    }

    @Override
    public void close() {
        heal();
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        cut();
    }

    Optional<EngineFault> faultFor(String request) {
        return faults.stream().filter(fault -> fault.takes(request)).findFirst();
    }

    void awaitThaw() {
        thawed.join();
    }

    SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(engine);
        open.add(channel);
        return channel;
    }

    void close(SocketChannel channel) {
        open.remove(channel);
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private EngineFault add(EngineFault fault) {
        faults.add(fault);
        return fault;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> new EngineRelay(this, client).relay());
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private static SocketAddress addressOf(URI engine) {
        return "unix".equals(engine.getScheme())
                ? UnixDomainSocketAddress.of(engine.getPath())
                : new InetSocketAddress(engine.getHost(), engine.getPort());
    }
}
