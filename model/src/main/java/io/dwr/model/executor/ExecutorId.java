package io.dwr.model.executor;

import java.util.regex.Pattern;

/** Identity of an executor: outlives restarts, new addresses and new host names. */
public record ExecutorId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,63}");
    private static final String TASK_QUEUE_PREFIX = "executor-";

    public ExecutorId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("an executor id is 1 to 63 of a-z, 0-9 and '-', not \"" + value + "\"");
        }
    }

    /** Whether {@code text} has the form of an executor id. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    /** The task queue that only this executor polls. */
    public String taskQueue() {
        return TASK_QUEUE_PREFIX + value;
    }

    @Override
    public String toString() {
        return value;
    }
}
