/**
 * Verdicts that are asked for often: kept for a moment, and shared by all jobs that ask the same. How one is shown, or
 * told to a workflow, does not belong here.
 */
@NullMarked
package io.dwr.scheduler.verdict;

import org.jspecify.annotations.NullMarked;
