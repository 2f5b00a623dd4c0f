package io.dwr.benchmarks.engine;

import io.dwr.benchmarks.http.HttpConnection;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** The engine's frames without their headers, one after the other. */
public final class EngineOutput extends InputStream {
    private static final int HEADER = 8;
    private static final int LENGTH_AT = 4;

    private final DataInputStream body;
    private final byte[] header = new byte[HEADER];
    private int left;

    EngineOutput(HttpConnection connection, String path) {
        try {
            this.body = new DataInputStream(connection.open("GET", path, "").body());
        } catch (IOException broken) {
            throw new UncheckedIOException("GET " + path + " broke off", broken);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (left == 0) {
            int first = body.read();
            if (first < 0) {
                return -1;
            }
            body.readFully(header, 1, HEADER - 1);
            left = ByteBuffer.wrap(header).getInt(LENGTH_AT);
        }
        int count = body.read(buffer, offset, Math.min(length, left));
        left -= Math.max(count, 0);
        return count;
    }
}
