/**
 * The command line: one class a command. Talks to the REST API and to nothing else.
 */
@NullMarked
package io.dwr.cli;

import org.jspecify.annotations.NullMarked;
