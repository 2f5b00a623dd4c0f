package io.dwr.scheduler.settings;

/**
 * Where the Temporal server is.
 *
 * @param address host and port of its frontend
 * @param namespace in which jobs run
 * @param uiUrl of the Web UI as a person's browser reaches it, without a final slash; for links only
 */
public record TemporalSettings(String address, String namespace, String uiUrl) {}
