package io.dwr.executor.log;

/**
 * How far one stream of a container has been taken over.
 *
 * @param lines newlines passed
 * @param partial bytes taken of the line after them
 */
public record StreamPosition(long lines, long partial) {
    public static final StreamPosition START = new StreamPosition(0, 0);
}
