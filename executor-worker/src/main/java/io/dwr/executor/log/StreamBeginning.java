package io.dwr.executor.log;

import io.dwr.model.log.LogBytes;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Tells by its first characters whether a stream that is read again begins as it did. The engine's store may have dropped
 * its beginning, and it replaces bytes that are no text; the latter makes no difference here.
 */
final class StreamBeginning {
    /** Bytes that hold all that is compared, however long its characters are. */
    static final int BYTES = 256;

    private static final int CHARACTERS = 64;

    private StreamBeginning() {}

    /** A number for the beginning of a line, never 0. A carriage return at its end does not count, as with a terminal. */
    static long of(byte[] bytes, int length) {
        int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
        String text = LogBytes.shown(LogBytes.text(bytes, 0, Math.min(end, BYTES)));
        CRC32C sum = new CRC32C();
        sum.update(text.substring(0, Math.min(text.length(), CHARACTERS)).getBytes(StandardCharsets.UTF_8));
        return sum.getValue() + 1;
    }
}
