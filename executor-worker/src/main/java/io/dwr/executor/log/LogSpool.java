package io.dwr.executor.log;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines of one attempt on disk, first in, first out, in a file that outlives this process. It is not synced: when the
 * machine dies, so does the container.
 */
final class LogSpool {
    private static final Logger log = LoggerFactory.getLogger(LogSpool.class);

    private final LogSpools space;
    private final Path file;
    private @Nullable FileChannel channel;
    private long written;
    private long read;
    private long lines;
    private boolean refused;

    LogSpool(LogSpools space, Path file) {
        this.space = space;
        this.file = file;
    }

    boolean isEmpty() {
        return lines == 0;
    }

    /** Lines that are not passed yet. */
    long lines() {
        return lines;
    }

    /**
     * Takes over what an earlier process left, without what the store has already.
     *
     * @param next number of the store's next line
     * @param from the output's position before that line
     * @return the output's position behind the last line here
     */
    OutputPosition resume(long next, OutputPosition from) {
        if (!Files.exists(file)) {
            return from;
        }
        OutputPosition position = from;
        try {
            written = Files.size(file);
            position = scan(next, from);
        } catch (IOException unreadable) {
            log.warn("lines that were kept in {} are lost to it: {}", file, unreadable.toString());
            lines = 0;
        }
        if (lines == 0) {
            clear();
            delete();
            return from;
        }
        return position;
    }

    private OutputPosition scan(long next, OutputPosition from) throws IOException {
        OutputPosition position = from;
        long at = 0;
        try (InputStream stream = Files.newInputStream(file);
                DataInputStream input = new DataInputStream(new BufferedInputStream(stream))) {
            for (SpooledLine line = SpooledLine.read(input); line != null; line = SpooledLine.read(input)) {
                if (lines == 0 && line.sequence() < next) {
                    read = at + line.length();
                } else if (line.sequence() == next + lines) {
                    lines++;
                    position = position.after(line.line());
                } else {
                    break;
                }
                at += line.length();
            }
        } catch (EOFException torn) {
            log.debug("the last line in {} was not written whole", file);
        }
        space.giveBack(written - at);
        written = at;
        return position;
    }

    /** False when there is no room, or the disk refuses. */
    boolean append(long sequence, SplitLine line) {
        byte[] bytes = new SpooledLine(sequence, line).bytes();
        if (!space.take(written, bytes.length)) {
            return false;
        }
        try {
            SpooledLine.write(open(), bytes, written);
        } catch (IOException full) {
            space.giveBack(bytes.length);
            if (!refused) {
                refused = true;
                log.warn("{} takes no lines, so that output waits until Redis is back: {}", file, full.toString());
            }
            return false;
        }
        refused = false;
        written += bytes.length;
        lines++;
        return true;
    }

    /** The next lines, which stay here. */
    List<SplitLine> peek(int mostLines, int mostBytes) throws IOException {
        return again(() -> next(mostLines, mostBytes));
    }

    private List<SplitLine> next(int mostLines, int mostBytes) throws IOException {
        List<SplitLine> next = new ArrayList<>();
        long at = read;
        while (next.size() < Math.min(mostLines, lines) && at - read < mostBytes) {
            SpooledLine line = SpooledLine.read(open(), at);
            next.add(line.line());
            at += line.length();
        }
        return next;
    }

    /** Passes over lines; behind the last one the file is deleted. */
    void pass(int count) throws IOException {
        for (int passed = 0; passed < count; passed++) {
            read += again(() -> SpooledLine.lengthAt(open(), read));
            lines--;
        }
        if (lines == 0) {
            clear();
        }
    }

    void clear() {
        boolean mayBeThere = channel != null || written > 0;
        space.giveBack(written);
        written = 0;
        read = 0;
        lines = 0;
        if (mayBeThere) {
            delete();
        }
    }

    private void delete() {
        try {
            if (channel != null) {
                channel.close();
                channel = null;
            }
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            log.warn("{} cannot be deleted: {}", file, stays.toString());
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** An interruption of whoever writes closes the file under whoever reads. */
    private static <T> T again(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (ClosedChannelException closed) {
            log.debug("a file of lines is opened again", closed);
            return reading.read();
        }
    }

    private FileChannel open() throws IOException {
        if (channel == null || !channel.isOpen()) {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        return channel;
    }
}
