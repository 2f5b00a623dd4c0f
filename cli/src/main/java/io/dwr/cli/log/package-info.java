/**
 * A job's log from the server to the terminal: followed across cut connections, each line once.
 */
@NullMarked
package io.dwr.cli.log;

import org.jspecify.annotations.NullMarked;
