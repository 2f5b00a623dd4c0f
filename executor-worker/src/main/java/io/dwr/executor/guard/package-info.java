/**
 * The dead man's switch: a process of its own that stops containers when the worker is silent. Plain JDK only: of other
 * packages, nothing but the notices to a service manager may be used here, which are plain JDK themselves.
 */
@NullMarked
package io.dwr.executor.guard;

import org.jspecify.annotations.NullMarked;
