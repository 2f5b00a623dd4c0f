/**
 * Logins of registries: kept on this machine alone, found by the name that a job gives or in Docker's own configuration.
 */
@NullMarked
package io.dwr.executor.registry;

import org.jspecify.annotations.NullMarked;
