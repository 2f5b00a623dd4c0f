/**
 * Executors over REST: the fleet, each machine, and an operator's wish that it takes no more jobs. What an executor has and runs is told by itself.
 */
@NullMarked
package io.dwr.scheduler.executor;

import org.jspecify.annotations.NullMarked;
