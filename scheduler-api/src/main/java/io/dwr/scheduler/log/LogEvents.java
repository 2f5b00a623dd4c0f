package io.dwr.scheduler.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dwr.model.log.LogBytes;
import io.dwr.redis.log.JobLogStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A log as server-sent events. The id of an event is the offset of its line, so that a browser that was cut off goes on
 * by itself; the event {@code end} says that no more come.
 */
final class LogEvents implements LogFollower.Sink {
    private static final String FIRST = "retry: 1000\n\n";
    private static final String KEEP_ALIVE = ": quiet\n\n";

    private final OutputStream out;
    private final JsonMapper json;

    LogEvents(OutputStream out, JsonMapper json) {
        this.out = out;
        this.json = json;
    }

    /**
     * @param line as stored, bytes that are no text as U+FFFD
     * @param bytes the exact bytes in base64 when not all of them are text
     */
    private record Line(
            long offset,
            String line,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String bytes) {}

    private record End(long nextOffset) {}

    void begin() throws IOException {
        write(FIRST);
    }

    @Override
    public void accept(JobLogStore.Page page) throws IOException {
        StringBuilder events = new StringBuilder();
        long offset = page.firstOffset();
        for (String stored : page.lines()) {
            events.append("id: ").append(offset).append("\ndata: ");
            events.append(json.writeValueAsString(line(offset, stored))).append("\n\n");
            offset++;
        }
        write(events.toString());
    }

    private static Line line(long offset, String stored) {
        String bytes = LogBytes.isText(stored) ? null : Base64.getEncoder().encodeToString(LogBytes.bytes(stored));
        return new Line(offset, LogBytes.shown(stored), bytes);
    }

    @Override
    public void quiet() throws IOException {
        write(KEEP_ALIVE);
    }

    void end(long nextOffset) throws IOException {
        write("event: end\ndata: " + json.writeValueAsString(new End(nextOffset)) + "\n\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
