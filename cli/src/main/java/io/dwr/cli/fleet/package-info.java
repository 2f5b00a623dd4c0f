/**
 * The commands about the executors and the cluster, one class each.
 */
@NullMarked
package io.dwr.cli.fleet;

import org.jspecify.annotations.NullMarked;
