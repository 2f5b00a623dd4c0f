/**
 * The bare container engine, called as cheaply as its API allows. No job is known here.
 */
@NullMarked
package io.dwr.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
