/**
 * What keeps this executor from taking new jobs, as it knows itself. What failed attempts say about it is the ledger's.
 */
@NullMarked
package io.dwr.executor.condition;

import org.jspecify.annotations.NullMarked;
