/**
 * Placement and the waiting line on a Redis of their own, by the time that Redis itself says its functions took, beside
 * a naive first-fit in the same run.
 */
@NullMarked
package io.dwr.benchmarks.ledger;

import org.jspecify.annotations.NullMarked;
