package io.dwr.model.job;

import org.jspecify.annotations.Nullable;

/**
 * The image of an attempt: what the reference meant there and then, and what fetching it took.
 *
 * @param id of the image in the engine; null until it is there
 * @param digest of the manifest in the registry; null until it is known, and for an image that came from no registry
 * @param pull null when nothing was fetched
 */
public record ImageUse(
        @Nullable String id,
        @Nullable String digest,
        @Nullable PullProgress pull) {}
