/**
 * Whether this machine is fit to be an executor, and what to do when it is not. Looks and changes nothing; runs beside an
 * executor as well as before the first one.
 */
@NullMarked
package io.dwr.executor.check;

import org.jspecify.annotations.NullMarked;
