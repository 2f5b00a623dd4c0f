/**
 * What the kernel of this machine says of processes that it killed. Containers of an engine elsewhere are not in it.
 */
@NullMarked
package io.dwr.executor.kernel;

import org.jspecify.annotations.NullMarked;
