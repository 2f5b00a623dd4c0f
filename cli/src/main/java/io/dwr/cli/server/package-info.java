/**
 * The scheduler as the command line sees it: its address, requests, answers, problems. Knows HTTP and no command.
 */
@NullMarked
package io.dwr.cli.server;

import org.jspecify.annotations.NullMarked;
