/**
 * Fetching images: one pull for many who wait, two clocks, credentials. It runs no containers.
 */
@NullMarked
package io.dwr.executor.image;

import org.jspecify.annotations.NullMarked;
