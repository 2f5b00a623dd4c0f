/**
 * Who this executor is: its id, and the state directory that only one process may hold. Nothing about jobs lives here.
 */
@NullMarked
package io.dwr.executor.identity;

import org.jspecify.annotations.NullMarked;
