/**
 * The scheduler: wiring only. What it does lives in the packages below, one a feature.
 */
@NullMarked
package io.dwr.scheduler;

import org.jspecify.annotations.NullMarked;
