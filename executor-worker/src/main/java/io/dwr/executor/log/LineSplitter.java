package io.dwr.executor.log;

import io.dwr.model.log.LogBytes;
import io.dwr.model.log.LogLine;
import io.dwr.model.log.LogSource;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * Cuts the bytes of one stream into lines, wherever the pieces it is given begin and end. A longer line comes in parts
 * of {@value #PART} bytes that end between two characters.
 */
final class LineSplitter {
    static final int PART = 64 * 1024;
    private static final int FIRST_BUFFER = 256;
    private static final int LONGEST_CHARACTER = 4;

    private final LogSource source;
    private final boolean terminal;
    private final InstantSource clock;
    private byte[] held = new byte[FIRST_BUFFER];
    private int count;
    private long lines;
    private long partial;
    private long beginning;
    private boolean begins;

    /**
     * @param terminal whether a carriage return before a newline belongs to the line's end
     */
    LineSplitter(LogSource source, boolean terminal, StreamPosition from, InstantSource clock) {
        this.source = source;
        this.terminal = terminal;
        this.clock = clock;
        this.lines = from.lines();
        this.partial = from.partial();
        this.beginning = from.beginning();
        this.begins = from.equals(StreamPosition.START);
    }

    void accept(byte[] bytes, int offset, int length, Target target) throws InterruptedException {
        int end = offset + length;
        int start = offset;
        for (int at = offset; at < end; at++) {
            if (bytes[at] == '\n') {
                hold(bytes, start, at, target);
                endLine(target);
                start = at + 1;
            }
        }
        hold(bytes, start, end, target);
    }

    /** The stream is over: what is held is a line without its newline. */
    void finish(Target target) throws InterruptedException {
        if (count > 0) {
            emitPart(count, target);
        }
    }

    private void hold(byte[] bytes, int start, int end, Target target) throws InterruptedException {
        int at = start;
        while (at < end) {
            int taken = Math.min(end - at, PART - count);
            if (count + taken > held.length) {
                held = Arrays.copyOf(held, Math.min(PART, Math.max(held.length * 2, count + taken)));
            }
            System.arraycopy(bytes, at, held, count, taken);
            count += taken;
            at += taken;
            if (count == PART) {
                emitPart(wholeCharacters(), target);
            }
        }
    }

    private void endLine(Target target) throws InterruptedException {
        int length = terminal && count > 0 && held[count - 1] == '\r' ? count - 1 : count;
        lines++;
        partial = 0;
        emit(length, false, target);
        count = 0;
        if (held.length > FIRST_BUFFER * 16) {
            held = new byte[FIRST_BUFFER];
        }
    }

    private void emitPart(int length, Target target) throws InterruptedException {
        partial += length;
        emit(length, true, target);
        System.arraycopy(held, length, held, 0, count - length);
        count -= length;
    }

    private void emit(int length, boolean continued, Target target) throws InterruptedException {
        Instant now = clock.instant();
        LogLine line = new LogLine(now, source, continued, LogBytes.text(held, 0, length));
        if (begins) {
            begins = false;
            beginning = StreamBeginning.of(held, length);
        }
        target.accept(SplitLine.of(line, new StreamPosition(lines, partial, beginning)));
    }

    /** Length of what is held without a character that is cut at its end. */
    private int wholeCharacters() {
        for (int back = 1; back <= LONGEST_CHARACTER && back < count; back++) {
            int first = held[count - back] & 0xFF;
            if ((first & 0xC0) == 0x80) {
                continue;
            }
            return back < sequenceLength(first) ? count - back : count;
        }
        return count;
    }

    private static int sequenceLength(int first) {
        if (first >= 0xF0) {
            return 4;
        }
        if (first >= 0xE0) {
            return 3;
        }
        return first >= 0xC0 ? 2 : 1;
    }

    /** Takes lines in order. */
    interface Target {
        void accept(SplitLine line) throws InterruptedException;
    }
}
