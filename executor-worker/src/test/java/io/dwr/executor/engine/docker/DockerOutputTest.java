package io.dwr.executor.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.dwr.model.log.LogSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Frames as an engine sends them, of the kinds that cannot be had from a healthy one. */
class DockerOutputTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final List<String> taken = new ArrayList<>();

    private void frame(int stream, String text) throws IOException {
        DataOutputStream out = new DataOutputStream(sent);
        out.writeInt(stream << 24);
        out.writeInt(text.length());
        out.write(text.getBytes(UTF_8));
    }

    private void read() throws IOException, InterruptedException {
        new DockerOutput(new Answer(new ByteArrayInputStream(sent.toByteArray())), false)
                .readAll((stream, bytes, offset, length) ->
                        taken.add(stream + " " + new String(bytes, offset, length, UTF_8)));
    }

    @Test
    void theTwoStreamsAreToldApart() throws Exception {
        frame(1, "one");
        frame(2, "two");

        read();

        assertThat(taken).containsExactly(LogSource.STDOUT + " one", LogSource.STDERR + " two");
    }

    @Test
    void whatTheEngineItselfSaysIsNoOutputAndBreaksItOff() throws Exception {
        frame(1, "one");
        frame(3, "Error grabbing logs: invalid character 'l'\n");
        frame(1, "never sent");

        assertThatThrownBy(this::read)
                .isInstanceOf(IOException.class)
                .hasMessage("the engine broke the output off: Error grabbing logs: invalid character 'l'");
        assertThat(taken).containsExactly(LogSource.STDOUT + " one");
    }

    @Test
    void aFrameThatEndsEarlyIsNoEnd() throws Exception {
        frame(1, "one");
        byte[] whole = sent.toByteArray();
        sent.reset();
        sent.write(whole, 0, whole.length - 1);

        assertThatThrownBy(this::read).isInstanceOf(EOFException.class);
        assertThat(taken).containsExactly(LogSource.STDOUT + " on");
    }

    private record Answer(InputStream body) implements Response {
        @Override
        public int getStatusCode() {
            return 200;
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return Map.of();
        }

        @Override
        public InputStream getBody() {
            return body;
        }

        @Override
        public void close() {}
    }
}
