package io.dwr.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A way to the engine that can be told to refuse what a broken machine refuses: the start of any container. */
final class EngineProxy implements AutoCloseable {
    private static final Pattern START = Pattern.compile("POST \\S*/containers/\\S+/start\\b");
    private static final byte[] REFUSAL = answer("{\"message\":\"no space left on device\"}");
    private static final int BUFFER = 64 * 1024;

    private final Path socket;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;

    EngineProxy(Path socket) throws IOException {
        this.socket = socket;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "unix://" + socket;
    }

    /** From now on. */
    void refuseStarts() {
        refusing = true;
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(EngineProxy::close);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                SocketChannel engine = SocketChannel.open(engine());
                open.add(client);
                open.add(engine);
                Thread.ofVirtual().start(() -> pump(client, engine, client));
                Thread.ofVirtual().start(() -> pump(engine, client, null));
            }
        } catch (IOException closed) {
            open.forEach(EngineProxy::close);
        }
    }

    /** A client sends the head of a request at once, and the next request after the answer. */
    private void pump(SocketChannel from, SocketChannel to, @Nullable SocketChannel refused) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                if (refused != null && refusing && START.matcher(text(buffer)).lookingAt()) {
                    refused.write(ByteBuffer.wrap(REFUSAL));
                    break;
                }
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            close(from);
            close(to);
        }
        if (refused != null && refusing) {
            close(from);
            close(to);
        }
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.ISO_8859_1.decode(buffer.duplicate()).toString();
    }

    private static byte[] answer(String body) {
        String head = "HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static SocketAddress engine() {
        URI host = URI.create(EngineProbe.dockerHost());
        return "unix".equals(host.getScheme())
                ? UnixDomainSocketAddress.of(host.getPath())
                : new InetSocketAddress(host.getHost(), host.getPort());
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
