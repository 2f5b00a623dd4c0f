package io.dwr.executor.log;

import java.util.Arrays;

/**
 * Passes over what was taken already when a stream is read again from its beginning. A stream that begins otherwise has
 * lost its beginning: then nothing of it is passed over.
 */
final class StoredSkip {
    private static final byte[] NOTHING = {};

    private final StreamPosition from;
    private final byte[] begin = new byte[StreamBeginning.BYTES];
    private int begun;
    private boolean compared;
    private boolean cut;
    private int ofWholeLines;
    private long lines;
    private long partial;

    StoredSkip(StreamPosition from) {
        this.from = from;
        this.compared = from.beginning() == 0;
    }

    /** Number of leading bytes of a piece that are known already, or held back. */
    int known(byte[] bytes, int offset, int length) {
        ofWholeLines = 0;
        if (cut) {
            return 0;
        }
        compare(bytes, offset, length);
        if (cut) {
            return 0;
        }
        int at = offset;
        int end = offset + length;
        while (at < end && lines < from.lines()) {
            if (bytes[at++] == '\n') {
                lines++;
            }
        }
        ofWholeLines = at - offset;
        while (at < end && lines == from.lines() && partial < from.partial()) {
            at++;
            partial++;
        }
        return at - offset;
    }

    private void compare(byte[] bytes, int offset, int length) {
        int before = begun;
        for (int at = offset; !compared && at < offset + length; at++) {
            boolean lineEnds = bytes[at] == '\n';
            if (!lineEnds) {
                begin[begun++] = bytes[at];
            }
            if (lineEnds || begun == begin.length) {
                compared = true;
                cut = StreamBeginning.of(begin, begun) != from.beginning();
                begun = before;
            }
        }
    }

    /** Number of leading bytes of the last piece that belong to lines that are known whole. */
    int ofWholeLines() {
        return ofWholeLines;
    }

    /** Whether all that comes is new, since the stream's beginning is gone. */
    boolean isCut() {
        return cut;
    }

    /** What was held back of a stream whose beginning turned out to be gone; it comes before the piece. */
    byte[] heldBack() {
        return cut ? Arrays.copyOf(begin, begun) : NOTHING;
    }

    /** Whether the stream was shorter than what had been taken of it: something is missing at its beginning. */
    boolean fellShort() {
        return !cut && (lines < from.lines() || partial < from.partial());
    }
}
