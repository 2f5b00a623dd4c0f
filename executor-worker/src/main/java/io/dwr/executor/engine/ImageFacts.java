package io.dwr.executor.engine;

/**
 * An image that the engine has.
 *
 * @param id its digest
 */
public record ImageFacts(String id) {}
