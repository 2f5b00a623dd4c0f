package io.dwr.scheduler.settings;

import java.time.Duration;

/**
 * How records, reservations and workflows are compared.
 *
 * @param interval between two comparisons
 * @param minimumAge nothing younger is repaired, since it may still be on its way
 */
public record ReconciliationSettings(Duration interval, Duration minimumAge) {}
