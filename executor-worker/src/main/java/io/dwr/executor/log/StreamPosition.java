package io.dwr.executor.log;

/**
 * How far one stream of a container has been taken over.
 *
 * @param lines newlines passed
 * @param partial bytes taken of the line after them
 * @param beginning what the stream began with, by {@link StreamBeginning}; 0 = unknown
 */
public record StreamPosition(long lines, long partial, long beginning) {
    public static final StreamPosition START = new StreamPosition(0, 0, 0);
}
