/**
 * Logs of jobs over REST: as text for people, in pages with offsets for programs, complete or followed. Writing logs belongs to executors.
 */
@NullMarked
package io.dwr.scheduler.log;

import org.jspecify.annotations.NullMarked;
