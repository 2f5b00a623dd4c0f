/**
 * What an operator may set, as validated records read from the environment. No feature reads the environment
 * itself.
 */
@NullMarked
package io.dwr.executor.settings;

import org.jspecify.annotations.NullMarked;
