package io.dwr.model.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogBytesTest {
    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int at = 0; at < values.length; at++) {
            bytes[at] = (byte) values[at];
        }
        return bytes;
    }

    @Test
    void wellFormedTextIsItself() {
        String text = "a\0\r\u001b[1m é 方 🚀 \uFFFD";

        assertThat(LogBytes.text(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        assertThat(LogBytes.bytes(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(LogBytes.isText(text)).isTrue();
        assertThat(LogBytes.shown(text)).isEqualTo(text);
    }

    @Test
    void bytesThatAreNoTextComeBackAndAreShownAsOneMarkEach() {
        byte[] bytes = bytes('a', 0xFF, 0xE6, 0x96, 'b', 0xF0, 0x9F, 0x9A, 0x80, 0xED, 0xB2, 0x80);

        String text = LogBytes.text(bytes);

        assertThat(LogBytes.bytes(text)).isEqualTo(bytes);
        assertThat(LogBytes.isText(text)).isFalse();
        assertThat(LogBytes.shown(text)).isEqualTo("a\uFFFD\uFFFD\uFFFDb🚀\uFFFD\uFFFD\uFFFD");
    }

    @Test
    void aPartOfAnArrayIsTaken() {
        assertThat(LogBytes.bytes(LogBytes.text(bytes('a', 0x80, 'b', 'c'), 1, 2)))
                .isEqualTo(bytes(0x80, 'b'));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyBytesComeBack(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[10_000];
        random.nextBytes(bytes);
        byte[] text = "方🚀é".getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length - text.length; at += 40) {
            System.arraycopy(text, 0, bytes, at, random.nextInt(text.length + 1));
        }

        assertThat(LogBytes.bytes(LogBytes.text(bytes))).isEqualTo(bytes);
    }
}
