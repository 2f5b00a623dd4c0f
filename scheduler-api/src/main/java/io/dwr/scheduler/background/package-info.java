/**
 * Work that repeats beside the requests, and how the absence of Redis or Temporal is told once instead of each time. What the work is belongs to the packages that bring it.
 */
@NullMarked
package io.dwr.scheduler.background;

import org.jspecify.annotations.NullMarked;
