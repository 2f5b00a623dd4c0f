package io.dwr.benchmarks.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/** Where a server listens: {@code unix:///path/of/socket} or {@code http://host:port}. */
public record HttpAddress(SocketAddress socket) {
    private static final int DEFAULT_PORT = 80;

    public static HttpAddress parse(String text) {
        URI uri = URI.create(text);
        return switch (String.valueOf(uri.getScheme())) {
            case "unix" -> new HttpAddress(UnixDomainSocketAddress.of(uri.getPath()));
            case "http", "tcp" ->
                new HttpAddress(new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()));
            default ->
                throw new IllegalArgumentException(text + " is no address: unix:///path or http://host:port is needed");
        };
    }

    SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(socket);
        if (socket instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        return channel;
    }
}
