/**
 * The commands about jobs, one class each.
 */
@NullMarked
package io.dwr.cli.job;

import org.jspecify.annotations.NullMarked;
