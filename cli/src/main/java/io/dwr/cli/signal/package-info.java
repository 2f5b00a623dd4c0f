/**
 * Signals of the operating system. Nothing else: what a signal means belongs to the command that takes it.
 */
@NullMarked
package io.dwr.cli.signal;

import org.jspecify.annotations.NullMarked;
