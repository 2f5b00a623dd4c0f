/**
 * Job records and their indexes.
 */
@NullMarked
package io.dwr.redis.job;

import org.jspecify.annotations.NullMarked;
