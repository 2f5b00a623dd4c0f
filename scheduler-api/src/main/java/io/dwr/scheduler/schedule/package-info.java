/**
 * The original's manual scheduling pass. Placement itself happens in the ledger, at once and without asking.
 */
@NullMarked
package io.dwr.scheduler.schedule;

import org.jspecify.annotations.NullMarked;
