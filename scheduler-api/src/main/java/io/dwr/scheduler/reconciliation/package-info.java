/**
 * Compares records, reservations and workflows, and mends what a crash left between two steps. Lists only raise suspicion; Temporal's own answer about one workflow decides, and nothing young is touched.
 */
@NullMarked
package io.dwr.scheduler.reconciliation;

import org.jspecify.annotations.NullMarked;
