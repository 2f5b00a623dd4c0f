package io.dwr.scheduler.executor;

import io.dwr.model.executor.ExecutorState;
import io.dwr.model.executor.ExecutorView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether an executor is given jobs, and why not.
 *
 * @param stateReason a sentence; null when the state says enough
 * @param stateUntil the deadline of a drain, or when a set-aside executor is tried again; else null
 * @param drained whether a draining executor has no job left
 */
record ConditionView(
        String state,
        @Nullable String stateReason,
        @Nullable Instant stateUntil,
        boolean drained) {
    static ConditionView of(ExecutorView executor) {
        ExecutorState state = executor.state();
        return new ConditionView(
                state.word(),
                reason(executor),
                executor.condition().until(),
                state == ExecutorState.DRAINING && executor.jobs().isEmpty());
    }

    private static @Nullable String reason(ExecutorView executor) {
        int left = executor.jobs().size();
        return switch (executor.state()) {
            case READY, CORDONED -> null;
            case DRAINING ->
                left == 0
                        ? "drained: no job is left, the machine may be stopped"
                        : jobs(left) + " left; what still runs at the deadline is moved to other executors";
            case SET_ASIDE -> executor.condition().reason();
            case LOST -> "out of contact; " + jobs(left) + " not known to have ended there";
            case GONE -> "out of contact, and no job is left; it may be removed";
        };
    }

    private static String jobs(int count) {
        return count == 1 ? "1 job is" : count + " jobs are";
    }
}
