package io.dwr.test;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One request without a body and its answer, after which the connection ends. */
final class HttpConversation implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int LONGEST_HEAD = 64 * 1024;

    private final Socket socket;
    private final String method;
    private final String path;
    private final Map<String, String> headers;

    private HttpConversation(Socket socket, String method, String path, Map<String, String> headers) {
        this.socket = socket;
        this.method = method;
        this.path = path;
        this.headers = headers;
    }

    /** Null when somebody speaks TLS, or nothing. */
    static @Nullable HttpConversation read(Socket socket) throws IOException {
        InputStream input = new BufferedInputStream(socket.getInputStream());
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int next = input.read(); next >= 0 && head.size() < LONGEST_HEAD; next = input.read()) {
            if (head.size() == 0 && next == TLS_HANDSHAKE) {
                return null;
            }
            head.write(next);
            if (head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return parsed(
                        socket,
                        head.toString(StandardCharsets.ISO_8859_1).lines().toList());
            }
        }
        return null;
    }

    private static HttpConversation parsed(Socket socket, List<String> lines) {
        List<String> request = List.of(lines.getFirst().split(" "));
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return new HttpConversation(socket, request.get(0), request.get(1), headers);
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    /** The whole answer; of a HEAD request without its body. */
    void answer(int status, Map<String, String> answerHeaders, byte[] body) throws IOException {
        OutputStream output = begin(status, answerHeaders, body.length);
        if (!method.equals("HEAD")) {
            output.write(body);
        }
        output.flush();
    }

    /** The head of an answer whose body the caller writes, or a part of it. */
    OutputStream begin(int status, Map<String, String> answerHeaders, int length) throws IOException {
        StringBuilder head = new StringBuilder(
                "HTTP/1.1 " + status + " told\r\nConnection: close\r\nContent-Length: " + length + "\r\n");
        answerHeaders.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        OutputStream output = socket.getOutputStream();
        output.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        return output;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
