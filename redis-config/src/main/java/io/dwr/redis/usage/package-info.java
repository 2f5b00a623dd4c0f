/**
 * What containers use while they run. Written by executors now and then; what is final goes with the outcome.
 */
@NullMarked
package io.dwr.redis.usage;

import org.jspecify.annotations.NullMarked;
