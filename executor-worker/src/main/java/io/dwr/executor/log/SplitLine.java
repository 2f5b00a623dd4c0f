package io.dwr.executor.log;

import io.dwr.model.log.LogLine;

/**
 * A line on its way to the store.
 *
 * @param after where its stream stands behind it
 * @param size bytes that it takes in memory, about
 */
record SplitLine(LogLine line, StreamPosition after, int size) {
    private static final int OVERHEAD = 160;

    static SplitLine of(LogLine line, StreamPosition after) {
        return new SplitLine(line, after, line.text().length() + OVERHEAD);
    }
}
