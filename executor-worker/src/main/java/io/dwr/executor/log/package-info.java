/**
 * From the bytes a container writes to stored log lines: splitting, positions, shipping. It does not know where bytes
 * come from.
 */
@NullMarked
package io.dwr.executor.log;

import org.jspecify.annotations.NullMarked;
