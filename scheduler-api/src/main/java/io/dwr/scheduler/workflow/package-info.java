/**
 * The scheduler's side of Temporal: the connection, the worker of job workflows with its ledger activities, and the port through which the other packages start and signal jobs. No REST here.
 */
@NullMarked
package io.dwr.scheduler.workflow;

import org.jspecify.annotations.NullMarked;
