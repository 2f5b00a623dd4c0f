/**
 * The container engine as this system needs it, in its own words: the port and its values. No technology of any engine
 * may appear here.
 */
@NullMarked
package io.dwr.executor.engine;

import org.jspecify.annotations.NullMarked;
