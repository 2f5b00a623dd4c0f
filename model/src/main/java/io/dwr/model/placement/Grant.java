package io.dwr.model.placement;

import io.dwr.model.job.JobId;

/** A reservation that the ledger gave to a waiting job when room appeared. */
public record Grant(JobId jobId, int attempt, Reservation reservation) {}
