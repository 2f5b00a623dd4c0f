/**
 * Errors as callers see them: problem documents (RFC 9457) with stable codes. What an error means for a job is decided where it is thrown.
 */
@NullMarked
package io.dwr.scheduler.problem;

import org.jspecify.annotations.NullMarked;
