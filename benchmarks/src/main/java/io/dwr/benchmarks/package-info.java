/**
 * The driver of the benchmarks: what it is started with and which figures it runs. Nothing of the product depends on it.
 */
@NullMarked
package io.dwr.benchmarks;

import org.jspecify.annotations.NullMarked;
