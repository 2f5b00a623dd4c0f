/**
 * Queues: the names under which jobs share a capacity quota. What one executor has, and the waiting line, belong to
 * placement.
 */
@NullMarked
package io.dwr.model.queue;

import org.jspecify.annotations.NullMarked;
