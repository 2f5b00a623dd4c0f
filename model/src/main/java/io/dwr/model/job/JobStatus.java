package io.dwr.model.job;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a job stands. A final status never changes. */
public enum JobStatus {
    /** Waits for room, or for the next attempt. */
    PENDING,
    /** An attempt holds a reservation and an executor is at work on it. */
    RUNNING,
    /** The container ended with exit code 0. */
    SUCCEEDED,
    /** Ended in any other way that nobody asked for; the reason says which. */
    FAILED,
    /** Ended because somebody asked for it. */
    ABORTED;

    /** Whether a job may go from here to {@code next}. Staying is not a move. */
    public boolean mayBecome(JobStatus next) {
        return switch (this) {
            case PENDING -> next == RUNNING || next == FAILED || next == ABORTED;
            case RUNNING -> next != RUNNING;
            case SUCCEEDED, FAILED, ABORTED -> false;
        };
    }

    public boolean isFinal() {
        return switch (this) {
            case PENDING, RUNNING -> false;
            case SUCCEEDED, FAILED, ABORTED -> true;
        };
    }

    /** The word in JSON, Redis and the command line: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<JobStatus> ofWord(String word) {
        return Stream.of(values()).filter(status -> status.word().equals(word)).findFirst();
    }
}
