/**
 * Supervision of attempts: from a delivery to an outcome, one supervisor for each attempt. How the engine, Redis and
 * the disk do their part is none of its business.
 */
@NullMarked
package io.dwr.executor.attempt;

import org.jspecify.annotations.NullMarked;
