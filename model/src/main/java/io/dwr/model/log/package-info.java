/**
 * A line of a job's log and its text form in Redis. Values only.
 */
@NullMarked
package io.dwr.model.log;

import org.jspecify.annotations.NullMarked;
