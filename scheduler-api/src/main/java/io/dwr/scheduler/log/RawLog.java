package io.dwr.scheduler.log;

import io.dwr.model.log.LogBytes;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import java.io.ByteArrayOutputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The bytes that the container wrote, exactly. A mark of this system that something is missing stands on a line of its
 * own, so that no answer that is not whole looks as if it were; what else this system says is left out.
 */
final class RawLog implements LogRendering {
    private final Set<LogSource> sources;
    private boolean lineBegun;

    RawLog(Set<LogSource> sources) {
        this.sources = EnumSet.copyOf(sources);
    }

    @Override
    public byte[] of(List<String> storedLines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String stored : storedLines) {
            StoredLine.parse(stored).ifPresent(line -> append(line, bytes));
        }
        return bytes.toByteArray();
    }

    private void append(LogLine line, ByteArrayOutputStream bytes) {
        if (line.isMark()) {
            if (lineBegun) {
                bytes.write('\n');
            }
        } else if (!sources.contains(line.source()) || line.source() == LogSource.SYSTEM) {
            return;
        }
        byte[] text = LogBytes.bytes(line.text());
        bytes.writeBytes(text);
        if (!line.continued()) {
            bytes.write('\n');
        }
        lineBegun = line.continued() && (lineBegun || text.length > 0);
    }
}
