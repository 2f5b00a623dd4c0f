/**
 * The dead man's switch: a process of its own that stops containers when the worker is silent. Plain JDK only: no class
 * of another package or library may be used here.
 */
@NullMarked
package io.dwr.executor.guard;

import org.jspecify.annotations.NullMarked;
