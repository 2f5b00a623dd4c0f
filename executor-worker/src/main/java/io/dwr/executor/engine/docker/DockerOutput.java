package io.dwr.executor.engine.docker;

import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.dwr.executor.engine.ContainerOutput;
import io.dwr.model.log.LogSource;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Output as the engine sends it: without a terminal in frames of (stream, three zero bytes, length, bytes), with one as
 * plain bytes. A third stream is the engine's own: why it cannot go on.
 */
final class DockerOutput implements ContainerOutput {
    private static final int BUFFER = 16 * 1024;
    private static final int HEADER = 8;
    private static final int STDERR = 2;
    private static final int ENGINE = 3;
    private static final int LONGEST_ERROR = 4096;

    private final Response response;
    private final boolean tty;
    private volatile boolean closed;

    DockerOutput(Response response, boolean tty) {
        this.response = response;
        this.tty = tty;
    }

    @Override
    public void readAll(Sink sink) throws IOException, InterruptedException {
        try {
            if (tty) {
                readPlain(response.getBody(), sink);
                return;
            }
            readFrames(new DataInputStream(response.getBody()), sink);
        } catch (IOException broken) {
            if (!closed) {
                throw broken;
            }
        }
    }

    private static void readPlain(InputStream body, Sink sink) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            sink.accept(LogSource.STDOUT, buffer, 0, count);
        }
    }

    private static void readFrames(DataInputStream body, Sink sink) throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        byte[] header = new byte[HEADER];
        while (readHeader(body, header)) {
            if (header[0] == ENGINE) {
                throw new IOException("the engine broke the output off: " + error(body, length(header)));
            }
            LogSource stream = header[0] == STDERR ? LogSource.STDERR : LogSource.STDOUT;
            long left = length(header);
            while (left > 0) {
                int count = body.read(buffer, 0, (int) Math.min(left, BUFFER));
                if (count < 0) {
                    throw new EOFException("the output ended inside a frame");
                }
                sink.accept(stream, buffer, 0, count);
                left -= count;
            }
        }
    }

    private static String error(InputStream body, long length) throws IOException {
        byte[] text = body.readNBytes((int) Math.min(length, LONGEST_ERROR));
        return new String(text, StandardCharsets.UTF_8).strip();
    }

    private static boolean readHeader(DataInputStream body, byte[] header) throws IOException {
        int first = body.read();
        if (first < 0) {
            return false;
        }
        header[0] = (byte) first;
        body.readFully(header, 1, HEADER - 1);
        return true;
    }

    private static long length(byte[] header) {
        return (header[4] & 0xFFL) << 24 | (header[5] & 0xFFL) << 16 | (header[6] & 0xFFL) << 8 | (header[7] & 0xFFL);
    }

    @Override
    public void close() {
        closed = true;
        response.close();
    }
}
