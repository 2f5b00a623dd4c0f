package io.dwr.model.job;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A limit that ended an attempt.
 *
 * @param amount in the unit of the kind; null when it is not known
 */
public record Limit(Kind kind, @Nullable Long amount) {
    /** What is limited. */
    public enum Kind {
        /** The job's own memory: bytes. */
        MEMORY,
        /** The memory of the whole machine: bytes. */
        NODE_MEMORY,
        /** {@code timeout}: seconds. */
        RUN_TIME,
        /** {@code allocation_timeout}: seconds. */
        WAITING_TIME,
        /** The executor's clocks of a pull: seconds. */
        PULL_TIME;

        /** The word in JSON: lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
