/**
 * When each attempt was last known to be wanted, on a clock that runs through suspend. It decides nothing about
 * stopping.
 */
@NullMarked
package io.dwr.executor.contact;

import org.jspecify.annotations.NullMarked;
