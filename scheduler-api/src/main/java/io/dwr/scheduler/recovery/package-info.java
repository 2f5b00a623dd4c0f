/**
 * Tells an emptied or rolled-back ledger again what open workflows know. What a crash left between two steps of a sound
 * ledger belongs to reconciliation.
 */
@NullMarked
package io.dwr.scheduler.recovery;

import org.jspecify.annotations.NullMarked;
