package io.dwr.model.log;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Any bytes as text, and back without loss: well-formed UTF-8 as its characters, each other byte as a lone half of a
 * pair, U+DC80 to U+DCFF, which no well-formed text has. Such text is for passing on; {@link #shown} is for reading.
 */
public final class LogBytes {
    private static final char REPLACEMENT = '\uFFFD';
    private static final char BYTE_BASE = '\uDC00';
    private static final char FIRST_BYTE = '\uDC80';
    private static final char LAST_BYTE = '\uDCFF';

    private LogBytes() {}

    public static String text(byte[] bytes) {
        return text(bytes, 0, bytes.length);
    }

    public static String text(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : exact(ByteBuffer.wrap(bytes, offset, length));
    }

    private static String exact(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        while (true) {
            CoderResult result = decoder.decode(bytes, text, true);
            if (!result.isError()) {
                return text.flip().toString();
            }
            for (int left = result.length(); left > 0; left--) {
                text.put((char) (BYTE_BASE + (bytes.get() & 0xFF)));
            }
        }
    }

    /** The bytes that {@link #text} was given. */
    public static byte[] bytes(String text) {
        int from = firstByte(text, 0);
        if (from < 0) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteBuffer bytes = ByteBuffer.allocate(3 * text.length());
        int start = 0;
        for (int at = from; at >= 0; at = firstByte(text, start)) {
            bytes.put(text.substring(start, at).getBytes(StandardCharsets.UTF_8));
            bytes.put((byte) (text.charAt(at) - BYTE_BASE));
            start = at + 1;
        }
        bytes.put(text.substring(start).getBytes(StandardCharsets.UTF_8));
        byte[] exact = new byte[bytes.flip().remaining()];
        bytes.get(exact);
        return exact;
    }

    /** Whether all of it is text, and nothing a byte that is none. */
    public static boolean isText(String text) {
        return firstByte(text, 0) < 0;
    }

    /** For reading: each byte that is no text as U+FFFD. */
    public static String shown(String text) {
        if (isText(text)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text);
        for (int at = firstByte(text, 0); at >= 0; at = firstByte(text, at + 1)) {
            shown.setCharAt(at, REPLACEMENT);
        }
        return shown.toString();
    }

    private static int firstByte(String text, int from) {
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (Character.isHighSurrogate(c)) {
                at++;
            } else if (c >= FIRST_BYTE && c <= LAST_BYTE) {
                return at;
            }
        }
        return -1;
    }
}
