/**
 * Connection to Redis and the schema of its keys. No key is built outside this package.
 */
@NullMarked
package io.dwr.redis;

import org.jspecify.annotations.NullMarked;
