/**
 * What an executor is and reports: identity, capacity, GPUs, state. Values only: measuring a host belongs to the executor worker.
 */
@NullMarked
package io.dwr.model.executor;

import org.jspecify.annotations.NullMarked;
