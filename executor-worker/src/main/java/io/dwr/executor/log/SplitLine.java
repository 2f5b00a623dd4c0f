package io.dwr.executor.log;

import io.dwr.model.log.LogLine;

/**
 * A line on its way to the store.
 *
 * @param after where its stream stands behind it
 * @param size bytes that it takes in memory, about
 */
record SplitLine(LogLine line, StreamPosition after, int size) {}
