package io.dwr.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Stands before a port of this machine and cuts connections: silent ones, or all while it is told to. */
final class PortProxy implements AutoCloseable {
    private static final long LOOK_MILLIS = 100;

    private final ServerSocket server;
    private final int target;
    private final Duration longestSilence;
    private volatile boolean severed;
    private final AtomicInteger cuts = new AtomicInteger();

    /** One that leaves silent connections alone.
     *
     * @param address host and port on this machine
     */
    PortProxy(String address) {
        this(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)), Duration.ofDays(1));
    }

    PortProxy(int target, Duration longestSilence) {
        this.target = target;
        this.longestSilence = longestSilence;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Host and port. */
    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    String port() {
        return String.valueOf(server.getLocalPort());
    }

    /** Cuts all connections, and from now on all that are tried. */
    void sever() {
        severed = true;
    }

    /** Connections that were cut. */
    int cuts() {
        return cuts.get();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> relay(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void relay(Socket client) {
        AtomicLong lastByte = new AtomicLong(System.nanoTime());
        try (client;
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), target)) {
            Thread there = Thread.ofVirtual().start(() -> pump(client, behind, lastByte));
            Thread back = Thread.ofVirtual().start(() -> pump(behind, client, lastByte));
            while (there.isAlive() && back.isAlive() && !severed) {
                Thread.sleep(LOOK_MILLIS);
                if (System.nanoTime() - lastByte.get() > longestSilence.toNanos()) {
                    cuts.incrementAndGet();
                    return;
                }
            }
        } catch (IOException broken) {
            // Either side left.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pump(Socket from, Socket to, AtomicLong lastByte) {
        byte[] buffer = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                lastByte.set(System.nanoTime());
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException broken) {
            // Either side left.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
