package io.dwr.model.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a job ended: the result or failure of its workflow, and what the ledger writes into its record. Survives an
 * emptied Redis, since the workflow's history holds it.
 *
 * @param exitCode of the last attempt that had one
 * @param attempts all that held a reservation, oldest first
 */
public record FinalRecord(
        JobId jobId,
        JobStatus status,
        StatusReason reason,
        String message,
        @Nullable Integer exitCode,
        List<AttemptRecord> attempts) {
    public FinalRecord {
        attempts = List.copyOf(attempts);
        if (!status.isFinal()) {
            throw new IllegalArgumentException(status + " is not a final status");
        }
    }
}
