package io.dwr.benchmarks.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer, of known length, in chunks, or up to the end of the connection. */
final class BodyInput extends InputStream {
    private static final int HEXADECIMAL = 16;
    private static final long TO_THE_END = -1;

    private final InputStream in;
    private final boolean chunked;
    private long left;
    private boolean ended;

    private BodyInput(InputStream in, boolean chunked, long left) {
        this.in = in;
        this.chunked = chunked;
        this.left = left;
    }

    static BodyInput chunked(InputStream in) {
        return new BodyInput(in, true, 0);
    }

    static BodyInput ofLength(InputStream in, long length) {
        return new BodyInput(in, false, length);
    }

    static BodyInput toTheEnd(InputStream in) {
        return new BodyInput(in, false, TO_THE_END);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (chunked && left == 0 && !ended) {
            nextChunk();
        }
        if (ended || left == 0) {
            return -1;
        }
        int count = in.read(buffer, offset, left < 0 ? length : (int) Math.min(length, left));
        if (count < 0) {
            if (left > 0) {
                throw new EOFException("the answer broke off");
            }
            ended = true;
            return -1;
        }
        if (left > 0) {
            left -= count;
            if (chunked && left == 0) {
                HttpConnection.readLine(in);
            }
        }
        return count;
    }

    private void nextChunk() throws IOException {
        String size = HttpConnection.readLine(in);
        int extension = size.indexOf(';');
        left = Long.parseLong((extension < 0 ? size : size.substring(0, extension)).strip(), HEXADECIMAL);
        if (left == 0) {
            HttpConnection.readLine(in);
            ended = true;
        }
    }
}
