package io.dwr.redis;

import io.dwr.model.job.AttemptRecord;
import io.dwr.model.job.Outcome;
import io.dwr.model.job.StatusReason;

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
}
