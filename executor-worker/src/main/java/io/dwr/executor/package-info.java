/**
 * The executor worker: wiring only. What it does lives in the packages below, one a feature.
 */
@NullMarked
package io.dwr.executor;

import org.jspecify.annotations.NullMarked;
