/**
 * What must outlive this process on disk: containers made, outcomes not yet accepted, attempts refused. Only small
 * synced files; no logs.
 */
@NullMarked
package io.dwr.executor.journal;

import org.jspecify.annotations.NullMarked;
