package io.dwr.cli.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One request over the JDK's small HTTP client, which starts ten times faster than the newer one. */
final class HttpExchange {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final URI uri;
    private final HttpURLConnection connection;
    private final boolean readOnly;

    static {
        // A repeated request is this program's own decision, with an idempotency key.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    HttpExchange(String method, URI uri, String accept, Map<String, String> headers, Duration readTimeout) {
        this.uri = uri;
        this.readOnly = method.equals("GET");
        try {
            connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setRequestMethod(method);
        } catch (IOException e) {
            throw new UnreachableException("no request to " + uri + " can be made: " + e.getMessage(), e);
        }
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
        connection.setReadTimeout(Math.toIntExact(readTimeout.toMillis()));
        connection.setRequestProperty("Accept", accept);
        headers.forEach(connection::setRequestProperty);
    }

    Answer complete(byte @Nullable [] body) {
        send(body);
        try (InputStream stream = stream()) {
            return answer(stream.readAllBytes());
        } catch (IOException e) {
            throw cut(e);
        }
    }

    private InputStream stream() throws IOException {
        int status = connection.getResponseCode();
        InputStream stream = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        return stream == null ? InputStream.nullInputStream() : stream;
    }

    private Answer answer(byte[] body) throws IOException {
        return new Answer(connection.getResponseCode(), header("Retry-After"), header("Link"), body);
    }

    private String header(String name) {
        String value = connection.getHeaderField(name);
        return value == null ? "" : value;
    }

    private CutException cut(IOException cause) {
        String why = cause instanceof SocketTimeoutException ? "it sent nothing for too long" : reason(cause);
        return new CutException(
                "the connection to the scheduler at " + server() + " broke: " + why
                        + (readOnly ? "" : ". Whether the request was carried out is not known"),
                cause);
    }

    private void send(byte @Nullable [] body) {
        try {
            if (body != null) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setFixedLengthStreamingMode(body.length);
            }
            connection.connect();
        } catch (IOException e) {
            throw unreachable(e);
        }
        if (body == null) {
            return;
        }
        try (OutputStream output = connection.getOutputStream()) {
            output.write(body);
        } catch (IOException e) {
            // An answer that came before the whole body was read says more than the broken pipe.
            if (!hasAnswer()) {
                throw cut(e);
            }
        }
    }

    private boolean hasAnswer() {
        try {
            return connection.getResponseCode() >= 400;
        } catch (IOException e) {
            return false;
        }
    }

    private UnreachableException unreachable(IOException cause) {
        return new UnreachableException(
                "the scheduler at " + server() + " cannot be reached: " + reason(cause)
                        + ". Start the local stack with \"./dwr up\", or name the scheduler with --server or "
                        + ServerAddress.VARIABLE,
                cause);
    }

    private String server() {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case UnknownHostException e -> "no host has that name";
            case ConnectException e -> "nothing listens there";
            case NoRouteToHostException e -> "there is no way to that host";
            case SocketTimeoutException e -> "it did not answer in time";
            case SSLException e -> "TLS failed (" + e.getMessage() + ")";
            default -> String.valueOf(cause.getMessage());
        };
    }
}
