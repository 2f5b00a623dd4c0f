/**
 * The ledger: executors, reservations and the waiting line, changed only by the function library.
 */
@NullMarked
package io.dwr.redis.ledger;

import org.jspecify.annotations.NullMarked;
