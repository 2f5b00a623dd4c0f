/**
 * Job logs.
 */
@NullMarked
package io.dwr.redis.log;

import org.jspecify.annotations.NullMarked;
