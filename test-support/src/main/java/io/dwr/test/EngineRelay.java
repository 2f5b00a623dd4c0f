package io.dwr.test;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One connection through an {@link EngineProxy}: one request and its answer, or its stream. */
final class EngineRelay {
    private static final Pattern VERSION = Pattern.compile(" /v\\d+\\.\\d+/");
    private static final Pattern CONNECTION = Pattern.compile("(?i)\r\nConnection: [^\r]*");
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final int BUFFER = 64 * 1024;

    private final EngineProxy proxy;
    private final SocketChannel client;

    EngineRelay(EngineProxy proxy, SocketChannel client) {
        this.proxy = proxy;
        this.client = client;
    }

    void relay() {
        try {
            String received = readHead();
            int bodyStart = received.indexOf(END_OF_HEAD) + END_OF_HEAD.length();
            String head = received.substring(0, bodyStart);
            proxy.awaitThaw();
            Optional<EngineFault> fault = proxy.faultFor(request(head));
            fault.ifPresent(EngineFault::hold);
            byte[] answer = fault.map(EngineFault::answer).orElse(null);
            if (answer != null) {
                answer(answer);
            } else if (fault.map(EngineFault::reachesEngine).orElse(true)) {
                exchange(
                        single(head) + received.substring(bodyStart),
                        fault.map(EngineFault::answered).orElse(true));
            }
        } catch (IOException broken) {
            // The test sees it at the other end.
        } finally {
            proxy.close(client);
        }
    }

    private void exchange(String received, boolean answered) throws IOException {
        SocketChannel engine = proxy.connect();
        try {
            write(engine, received.getBytes(StandardCharsets.ISO_8859_1));
            Thread.ofVirtual().start(() -> pumpQuietly(client, engine));
            if (answered) {
                pump(engine, client);
                return;
            }
            engine.read(ByteBuffer.allocate(BUFFER));
        } finally {
            proxy.close(engine);
        }
    }

    private void answer(byte[] answer) throws IOException {
        write(client, answer);
        client.shutdownOutput();
        // A connection that is closed with unread bytes may lose its answer.
        pump(client, null);
    }

    private void pumpQuietly(SocketChannel from, SocketChannel to) {
        try {
            pump(from, to);
        } catch (IOException closed) {
            // The other direction decides when both are over.
        }
    }

    private void pump(SocketChannel from, @Nullable SocketChannel to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (from.read(buffer) >= 0) {
            proxy.awaitThaw();
            buffer.flip();
            while (to != null && buffer.hasRemaining()) {
                to.write(buffer);
            }
            buffer.clear();
        }
        if (to != null) {
            to.shutdownOutput();
        }
    }

    private String readHead() throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (true) {
            if (client.read(buffer) < 0) {
                throw new EOFException("no request");
            }
            received.write(buffer.array(), 0, buffer.position());
            buffer.clear();
            String text = received.toString(StandardCharsets.ISO_8859_1);
            if (text.contains(END_OF_HEAD)) {
                return text;
            }
        }
    }

    /** The engine ends the connection with its answer. A stream that takes the connection over says so itself. */
    private static String single(String head) {
        if (head.contains("Upgrade: ")) {
            return head;
        }
        return CONNECTION.matcher(head).replaceAll("").replaceFirst("\r\n", "\r\nConnection: close\r\n");
    }

    private static String request(String head) {
        String line = head.substring(0, head.indexOf("\r\n"));
        return VERSION.matcher(line).replaceFirst(" /");
    }

    private static void write(SocketChannel to, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
    }
}
