package io.dwr.executor.log;

import io.dwr.executor.engine.ContainerOutput;

/**
 * Finds where the engine's store cannot be trusted: it replaces bytes that are no UTF-8, also a character that crosses
 * its buffer's end, by U+FFFD, and while it is followed into a new file it loses or doubles lines.
 */
final class StoredDoubts {
    private static final int ENTRY = 80;
    private static final int ESCAPED = 6;
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private final boolean follows;
    private boolean replaced;
    private boolean newFile;
    private long stored;
    private int matched;

    /**
     * @param follows whether the store is written while it is read
     */
    StoredDoubts(boolean follows) {
        this.follows = follows;
    }

    /** Whether the store may have replaced bytes, for the first time. */
    boolean findsReplaced(byte[] bytes, int offset, int length) {
        for (int at = offset; !replaced && at < offset + length; at++) {
            matched = bytes[at] == REPLACEMENT[matched] ? matched + 1 : bytes[at] == REPLACEMENT[0] ? 1 : 0;
            if (matched == REPLACEMENT.length) {
                replaced = true;
                return true;
            }
        }
        return false;
    }

    /** Whether a store that is followed may have begun a new file, for the first time. */
    boolean findsNewFile(byte[] bytes, int offset, int length) {
        if (!follows || newFile) {
            return false;
        }
        for (int at = offset; at < offset + length; at++) {
            stored += size(bytes[at]);
        }
        newFile = stored >= ContainerOutput.STORE_FILE_BYTES;
        return newFile;
    }

    /** Most bytes that a byte takes in the store, which is JSON. */
    private static int size(byte written) {
        if (written == '\n') {
            return ENTRY;
        }
        boolean escaped = (written >= 0 && written < ' ')
                || written == '"'
                || written == '\\'
                || written == '<'
                || written == '>'
                || written == '&';
        return escaped ? ESCAPED : 1;
    }
}
