package io.dwr.benchmarks.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection that is kept open from call to call, as long as the server keeps it. For one thread. */
public final class HttpConnection implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final HttpAddress address;
    private @Nullable SocketChannel channel;
    private InputStream in = InputStream.nullInputStream();

    /** Connects with the first call. */
    public HttpConnection(HttpAddress address) {
        this.address = address;
    }

    public HttpAnswer get(String path) {
        return call("GET", path, "");
    }

    /** Sends a request with a JSON body and reads the whole answer. */
    public HttpAnswer call(String method, String path, String body) {
        try {
            HttpStream stream = open(method, path, body);
            return new HttpAnswer(stream.status(), new String(stream.body().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(method + " " + path + " broke off", broken);
        }
    }

    /** Sends a request and leaves its answer to be read; no other call may be made before its end. */
    public HttpStream open(String method, String path, String body) throws IOException {
        send(method, path, body.getBytes(StandardCharsets.UTF_8));
        String statusLine = readLine(in);
        Map<String, String> headers = readHeaders();
        int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
        if ("close".equalsIgnoreCase(headers.get("connection"))) {
            channel = null;
        }
        return new HttpStream(status, body(status, headers));
    }

    private void send(String method, String path, byte[] body) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length + "\r\n\r\n";
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        whole.writeBytes(body);
        ByteBuffer bytes = ByteBuffer.wrap(whole.toByteArray());
        SocketChannel open = connected();
        while (bytes.hasRemaining()) {
            open.write(bytes);
        }
    }

    private SocketChannel connected() {
        if (channel != null) {
            return channel;
        }
        try {
            SocketChannel open = address.connect();
            in.close();
            in = new BufferedInputStream(Channels.newInputStream(open), BUFFER);
            channel = open;
            return open;
        } catch (IOException refused) {
            throw new UncheckedIOException("nobody answers at " + address.socket() + ": start the stack", refused);
        }
    }

    private Map<String, String> readHeaders() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private BodyInput body(int status, Map<String, String> headers) {
        if (status == NO_CONTENT || status == NOT_MODIFIED) {
            return BodyInput.ofLength(in, 0);
        }
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return BodyInput.chunked(in);
        }
        String length = headers.get("content-length");
        return length == null ? BodyInput.toTheEnd(in) : BodyInput.ofLength(in, Long.parseLong(length));
    }

    static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended before the answer did");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
