/**
 * The connection to Redis as the scheduler needs it: one that may come late. Stores, keys and functions belong to the Redis module.
 */
@NullMarked
package io.dwr.scheduler.redis;

import org.jspecify.annotations.NullMarked;
