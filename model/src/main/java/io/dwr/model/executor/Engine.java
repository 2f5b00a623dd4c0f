package io.dwr.model.executor;

import io.dwr.model.placement.Resources;

/**
 * The container engine that an executor uses. Executors that share one may together not offer more than it has.
 *
 * @param id the engine's own id
 * @param version of the engine, for display
 * @param total all that the engine has
 */
public record Engine(String id, String version, Resources total) {}
