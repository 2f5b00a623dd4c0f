package io.dwr.redis;

import io.dwr.test.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A relay in front of Redis whose connections can be made to swallow everything, open as they are. */
final class BlackHole implements AutoCloseable {
    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final RedisServer server;
    private final List<Relay> relays = new CopyOnWriteArrayList<>();

    private BlackHole(RedisServer server) throws IOException {
        this.server = server;
    }

    static BlackHole before(RedisServer server) throws IOException {
        BlackHole hole = new BlackHole(server);
        Thread.ofVirtual().start(hole::accept);
        return hole;
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** The connections of now swallow all bytes from now on; new ones work. */
    void swallow() {
        relays.forEach(relay -> relay.swallows = true);
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Relay relay : relays) {
            relay.client.close();
            relay.redis.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Relay relay = new Relay(entrance.accept(), new Socket(server.host(), server.port()));
                relays.add(relay);
                Thread.ofVirtual().start(() -> relay.copy(relay.client, relay.redis));
                Thread.ofVirtual().start(() -> relay.copy(relay.redis, relay.client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static final class Relay {
        private final Socket client;
        private final Socket redis;
        private volatile boolean swallows;

        Relay(Socket client, Socket redis) {
            this.client = client;
            this.redis = redis;
        }

        void copy(Socket from, Socket to) {
            byte[] buffer = new byte[8192];
            try (InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    if (!swallows) {
                        out.write(buffer, 0, count);
                    }
                }
            } catch (IOException closed) {
                // Either side has closed.
            }
        }
    }
}
