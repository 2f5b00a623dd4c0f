package io.dwr.model.job;

import io.dwr.model.placement.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * One try to run the job's container, as the job's page shows it.
 *
 * @param number 1, 2, …: the fencing token
 * @param reservation what it held
 * @param outcome null while it runs, or when its executor was lost before it could tell
 */
public record AttemptRecord(
        int number, Reservation reservation, @Nullable Outcome outcome) {}
