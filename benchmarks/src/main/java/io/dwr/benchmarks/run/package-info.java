/**
 * One class for each group of figures, bounded in count and time. How a call is made is none of its business.
 */
@NullMarked
package io.dwr.benchmarks.run;

import org.jspecify.annotations.NullMarked;
