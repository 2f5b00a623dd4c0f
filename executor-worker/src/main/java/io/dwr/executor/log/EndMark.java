package io.dwr.executor.log;

/** Marks the closing line of an attempt. */
final class EndMark {
    static final StreamPosition POSITION = new StreamPosition(-1, -1, 0);

    private EndMark() {}
}
