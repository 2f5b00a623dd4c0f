/**
 * Jobs over REST: submit, look at, list, abort, clean up, and what happened to each. How a job runs belongs to its workflow, where it runs to the ledger.
 */
@NullMarked
package io.dwr.scheduler.job;

import org.jspecify.annotations.NullMarked;
