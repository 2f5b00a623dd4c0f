/**
 * Which directories of this machine a job may see. It looks at paths and mounts nothing itself.
 */
@NullMarked
package io.dwr.executor.volume;

import org.jspecify.annotations.NullMarked;
