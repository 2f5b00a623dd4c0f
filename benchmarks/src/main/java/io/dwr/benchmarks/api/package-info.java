/**
 * The stack that is measured, as its users see it: REST API and Temporal's own pages. No class of the product is used here.
 */
@NullMarked
package io.dwr.benchmarks.api;

import org.jspecify.annotations.NullMarked;
