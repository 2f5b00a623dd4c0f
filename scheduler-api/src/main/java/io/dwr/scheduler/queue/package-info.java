/**
 * Queues and their quotas: shown, and made to hold. What a quota keeps waiting is decided by the ledger.
 */
@NullMarked
package io.dwr.scheduler.queue;

import org.jspecify.annotations.NullMarked;
