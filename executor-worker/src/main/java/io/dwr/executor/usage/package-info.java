/**
 * What containers use while they run: samples of the engine's figures, made into peaks and a short series.
 */
@NullMarked
package io.dwr.executor.usage;

import org.jspecify.annotations.NullMarked;
