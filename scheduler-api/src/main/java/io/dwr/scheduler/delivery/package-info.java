/**
 * Carries the ledger's events to the workflows that wait for them: grants, and containers that are gone. An event is acknowledged only when its workflow has it, or nobody needs it any more.
 */
@NullMarked
package io.dwr.scheduler.delivery;

import org.jspecify.annotations.NullMarked;
