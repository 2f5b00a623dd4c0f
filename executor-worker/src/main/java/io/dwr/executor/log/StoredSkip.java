package io.dwr.executor.log;

/** Passes over what was taken already when a stream is read again from its beginning. */
final class StoredSkip {
    private final StreamPosition from;
    private long lines;
    private long partial;

    StoredSkip(StreamPosition from) {
        this.from = from;
    }

    /** Number of leading bytes of a piece that are known already. */
    int known(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end && lines < from.lines()) {
            if (bytes[at++] == '\n') {
                lines++;
            }
        }
        while (at < end && lines == from.lines() && partial < from.partial()) {
            at++;
            partial++;
        }
        return at - offset;
    }

    /** Whether the stream was shorter than what had been taken of it: something is missing at its beginning. */
    boolean fellShort() {
        return lines < from.lines() || partial < from.partial();
    }
}
