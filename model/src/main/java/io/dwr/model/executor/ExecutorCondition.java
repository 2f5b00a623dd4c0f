package io.dwr.model.executor;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether an executor is given jobs, and until when not.
 *
 * @param reason why it is set aside, a sentence; else null
 * @param until the deadline of a drain, or when it is tried again; else null, as when it says itself why. By Redis' own clock
 */
public record ExecutorCondition(
        ExecutorState state,
        @Nullable String reason,
        @Nullable Instant until) {
    /** A state that has nothing more to say. */
    public static ExecutorCondition of(ExecutorState state) {
        return new ExecutorCondition(state, null, null);
    }
}
