package io.dwr.executor.log;

import io.dwr.model.log.LogBytes;
import io.dwr.model.log.LogLine;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A line in a spool: length, check sum, number, position behind it, and the line as it is stored.
 *
 * @param sequence its number within the attempt
 */
record SpooledLine(long sequence, SplitLine line) {
    private static final int HEADER = 2 * Integer.BYTES;
    private static final int NUMBERS = 4 * Long.BYTES;
    private static final int LONGEST = 1 << 20;

    byte[] bytes() {
        byte[] text = LogBytes.bytes(line.line().stored());
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + NUMBERS + text.length);
        bytes.position(HEADER);
        bytes.putLong(sequence)
                .putLong(line.after().lines())
                .putLong(line.after().partial())
                .putLong(line.after().beginning())
                .put(text);
        bytes.putInt(0, NUMBERS + text.length).putInt(Integer.BYTES, sum(bytes.array(), HEADER));
        return bytes.array();
    }

    /** Bytes that it takes in the file. */
    long length() {
        return HEADER + NUMBERS + (long) LogBytes.bytes(line.line().stored()).length;
    }

    /** Null at the end, and where what follows is no line. */
    static @Nullable SpooledLine read(DataInputStream input) throws IOException {
        int first = input.read();
        if (first < 0) {
            return null;
        }
        byte[] header = new byte[HEADER];
        header[0] = (byte) first;
        input.readFully(header, 1, HEADER - 1);
        ByteBuffer numbers = ByteBuffer.wrap(header);
        int length = numbers.getInt();
        if (length < NUMBERS || length > LONGEST) {
            return null;
        }
        byte[] content = new byte[length];
        input.readFully(content);
        return sum(content, 0) == numbers.getInt() ? of(content) : null;
    }

    static SpooledLine read(FileChannel file, long at) throws IOException {
        ByteBuffer header = filled(file, at, HEADER);
        int length = header.getInt();
        if (length < NUMBERS || length > LONGEST) {
            throw new IOException("there is no line at " + at);
        }
        byte[] content = filled(file, at + HEADER, length).array();
        if (sum(content, 0) != header.getInt()) {
            throw new IOException("the line at " + at + " is damaged");
        }
        return of(content);
    }

    static long lengthAt(FileChannel file, long at) throws IOException {
        return HEADER + (long) filled(file, at, HEADER).getInt();
    }

    static void write(FileChannel file, byte[] bytes, long at) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            file.write(left, at + left.position());
        }
    }

    private static ByteBuffer filled(FileChannel file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw new EOFException("the file ends before " + (at + length));
            }
        }
        return bytes.flip();
    }

    private static SpooledLine of(byte[] content) {
        ByteBuffer numbers = ByteBuffer.wrap(content);
        long sequence = numbers.getLong();
        StreamPosition after = new StreamPosition(numbers.getLong(), numbers.getLong(), numbers.getLong());
        LogLine line = LogLine.parse(LogBytes.text(content, NUMBERS, content.length - NUMBERS));
        return new SpooledLine(sequence, SplitLine.of(line, after));
    }

    private static int sum(byte[] bytes, int offset) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, offset, bytes.length - offset);
        return (int) sum.getValue();
    }
}
