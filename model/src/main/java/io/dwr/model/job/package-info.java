/**
 * What a user submits and what becomes of it: spec, status, attempts, outcome. Values only: nothing here reads a clock, a file or the network.
 */
@NullMarked
package io.dwr.model.job;

import org.jspecify.annotations.NullMarked;
