/**
 * What the executor tells the ledger and what it is told: reports, signs of life, comparison with the engine. Attempts
 * are stopped by their supervisors, not here.
 */
@NullMarked
package io.dwr.executor.report;

import org.jspecify.annotations.NullMarked;
