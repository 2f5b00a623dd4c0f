package io.dwr.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that tests start. They are none of those that the kernel gives away by itself, to outgoing
 * connections and to whoever asks for any port: such a one may be taken before the server has it, or while it is down.
 */
public final class FreePort {
    private static final int FIRST = 12_000;

    /** The lowest that Linux gives away, unless it is configured otherwise. */
    private static final int END = 32_768;

    private FreePort() {}

    /** A port of the loopback address that nothing listens on. */
    public static int find() {
        int port = some();
        while (!isFree(port)) {
            port = some();
        }
        return port;
    }

    private static int some() {
        return ThreadLocalRandom.current().nextInt(FIRST, END);
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (BindException taken) {
            return false;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
