package io.dwr.redis;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the job's record takes from an ended attempt. */
record StoredEnding(String json, String reason, String message, String exitCode) {
    static StoredEnding of(AttemptRecord attempt) {
        Outcome outcome = attempt.outcome();
        if (outcome == null) {
            return new StoredEnding(
                    StoredJson.write(attempt),
                    StatusReason.EXECUTOR_LOST.code(),
                    "the executor " + attempt.reservation().executorId() + " is out of reach",
                    Arguments.NONE);
        }
        return new StoredEnding(
                StoredJson.write(attempt),
                outcome.reason().code(),
                outcome.message(),
                Arguments.number(outcome.exitCode()));
    }

    /** When the last of the attempts started its container; null when none did. */
    static @Nullable Instant lastStart(List<AttemptRecord> attempts) {
        if (attempts.isEmpty()) {
            return null;
        }
        Outcome outcome = attempts.getLast().outcome();
        return outcome == null ? null : outcome.startedAt();
    }
}
