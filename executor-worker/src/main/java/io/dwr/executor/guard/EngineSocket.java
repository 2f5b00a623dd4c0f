package io.dwr.executor.guard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The two questions that the guard has for the engine, over its socket. */
final class EngineSocket {
    /** A container in a list begins so; nothing that a user can put into labels does. */
    private static final Pattern CONTAINER = Pattern.compile("\\{\"Id\":\"([0-9a-f]{12,64})\",\"Names\":\\[");

    private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.[01] (\\d{3})");
    private static final int FIRST_ERROR = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int BUFFER = 8192;
    private static final long MOST_MILLIS = 5000;

    private final URI engine;

    EngineSocket(String engine) {
        this.engine = URI.create(engine);
    }

    /** Ids of running containers that carry all of these labels, each {@code name=value}. */
    List<String> running(List<String> labels) throws IOException {
        String quoted = labels.stream().map(label -> "\"" + label + "\"").collect(Collectors.joining(","));
        String filters = "{\"label\":[" + quoted + "],\"status\":[\"running\",\"paused\",\"restarting\"]}";
        String answer =
                request("GET", "/containers/json?filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8));
        int status = status(answer);
        if (status >= FIRST_ERROR) {
            throw new IOException("the engine answers " + status + " to a list of containers");
        }
        List<String> ids = new ArrayList<>();
        Matcher container = CONTAINER.matcher(answer.replace("\r\n", ""));
        while (container.find()) {
            ids.add(container.group(1));
        }
        return ids;
    }

    void kill(String id) throws IOException {
        int status = status(request("POST", "/containers/" + id + "/kill?signal=SIGKILL"));
        if (status >= FIRST_ERROR && status != NOT_FOUND && status != CONFLICT) {
            throw new IOException("the engine answers " + status + " to a kill");
        }
    }

    private static int status(String answer) throws IOException {
        Matcher status = STATUS.matcher(answer);
        if (!status.find()) {
            throw new IOException("the engine did not answer");
        }
        return Integer.parseInt(status.group(1));
    }

    /** HTTP 1.0, so that the answer is not cut into chunks and ends with the connection. */
    private String request(String method, String path) throws IOException {
        String head = method + " " + path + " HTTP/1.0\r\nHost: engine\r\nContent-Length: 0\r\n\r\n";
        try (SocketChannel channel = channel()) {
            Thread deadline = Thread.ofVirtual().start(() -> closeLate(channel));
            try {
                channel.connect(address());
                return exchange(channel, head);
            } finally {
                deadline.interrupt();
            }
        }
    }

    /** An engine that hangs on one question must not keep the others from being asked. */
    private static void closeLate(SocketChannel channel) {
        try {
            Thread.sleep(MOST_MILLIS);
            channel.close();
        } catch (InterruptedException | IOException over) {
            Thread.currentThread().interrupt();
        }
    }

    private static String exchange(SocketChannel channel, String head) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(head.getBytes(StandardCharsets.UTF_8));
        while (out.hasRemaining()) {
            channel.write(out);
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.allocate(BUFFER);
        while (channel.read(in) >= 0) {
            answer.write(in.array(), 0, in.position());
            in.clear();
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private boolean isUnix() {
        return "unix".equals(engine.getScheme());
    }

    private SocketChannel channel() throws IOException {
        return isUnix() ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
    }

    private SocketAddress address() {
        return isUnix()
                ? UnixDomainSocketAddress.of(engine.getPath())
                : new InetSocketAddress(engine.getHost(), engine.getPort());
    }
}
