/**
 * What a request may carry beside its path: a bounded body and known query parameters. Refusals are problems, all of them at once; what a value means is decided by the package that asks for it.
 */
@NullMarked
package io.dwr.scheduler.request;

import org.jspecify.annotations.NullMarked;
