/**
 * Samples, ratios, budgets and the table of them. Nothing is measured here.
 */
@NullMarked
package io.dwr.benchmarks.figure;

import org.jspecify.annotations.NullMarked;
