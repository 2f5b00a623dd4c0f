/**
 * What a job asks of an executor and what it is given: requirements, rank, reservation, grant, verdict. Values only, no search and no storage.
 */
@NullMarked
package io.dwr.model.placement;

import org.jspecify.annotations.NullMarked;
