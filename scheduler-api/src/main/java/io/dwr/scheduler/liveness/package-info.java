/**
 * That this process lives, told to the service manager that started it.
 */
@NullMarked
package io.dwr.scheduler.liveness;

import org.jspecify.annotations.NullMarked;
