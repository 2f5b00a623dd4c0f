package io.dwr.executor.inventory;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;

/** The address of this machine, for display. */
public final class HostAddress {
    private static final String LOOPBACK = "127.0.0.1";

    private HostAddress() {}

    /** The address from which this machine reaches another; sends nothing. */
    public static String towards(String host, int port) {
        try (DatagramSocket socket = new DatagramSocket()) {
            InetSocketAddress target = new InetSocketAddress(host, port);
            if (target.isUnresolved()) {
                return LOOPBACK;
            }
            socket.connect(target);
            InetAddress local = socket.getLocalAddress();
            return local.isAnyLocalAddress() ? LOOPBACK : local.getHostAddress();
        } catch (SocketException | java.io.UncheckedIOException unreachable) {
            return LOOPBACK;
        }
    }
}
