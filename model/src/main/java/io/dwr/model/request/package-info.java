/**
 * A job request as JSON: read with all its violations at once, and written back. Values only: nothing here knows HTTP, storage or an engine.
 */
@NullMarked
package io.dwr.model.request;

import org.jspecify.annotations.NullMarked;
