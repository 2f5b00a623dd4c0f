/**
 * How answers are written as JSON: snake case, times in UTC with milliseconds, plain numbers. No fields of any resource are named here.
 */
@NullMarked
package io.dwr.scheduler.json;

import org.jspecify.annotations.NullMarked;
