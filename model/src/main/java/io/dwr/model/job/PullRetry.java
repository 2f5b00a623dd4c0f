package io.dwr.model.job;

import java.time.Instant;

/**
 * A fault of the registry or of the way to it after which the pull was tried again, within the same attempt.
 *
 * @param message what went wrong, a sentence
 */
public record PullRetry(Instant at, String message) {}
