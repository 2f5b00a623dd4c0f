/**
 * The scheduler as a whole over REST: figures, health, the index of paths. Nothing here changes anything.
 */
@NullMarked
package io.dwr.scheduler.stats;

import org.jspecify.annotations.NullMarked;
