package io.dwr.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BodyInputTest {
    @Test
    void chunksAreOneBodyAndWhatFollowsStays() throws IOException {
        InputStream in = bytes("5\r\nhello\r\n1;x=y\r\n!\r\n0\r\n\r\nnext");
        assertThat(text(BodyInput.chunked(in))).isEqualTo("hello!");
        assertThat(text(in)).isEqualTo("next");
    }

    @Test
    void knownLengthLeavesWhatFollows() throws IOException {
        InputStream in = bytes("hellonext");
        assertThat(text(BodyInput.ofLength(in, 5))).isEqualTo("hello");
        assertThat(text(in)).isEqualTo("next");
    }

    @Test
    void withoutLengthItGoesToTheEnd() throws IOException {
        assertThat(text(BodyInput.toTheEnd(bytes("hello")))).isEqualTo("hello");
    }

    @Test
    void aBodyThatBreaksOffIsAnError() {
        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> text(BodyInput.ofLength(bytes("hell"), 5)));
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
