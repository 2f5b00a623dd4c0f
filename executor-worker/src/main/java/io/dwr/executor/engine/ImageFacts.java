package io.dwr.executor.engine;

import java.util.List;
import java.util.Optional;

/**
 * An image that the engine has.
 *
 * @param id digest of its configuration
 * @param tags names with a tag
 * @param digests names with the digest of a registry's manifest
 * @param architecture as in Go, {@code amd64}; empty when the image does not say
 */
public record ImageFacts(String id, List<String> tags, List<String> digests, String os, String architecture) {
    public ImageFacts {
        tags = List.copyOf(tags);
        digests = List.copyOf(digests);
    }

    /** Digest of the manifest by which a repository has the image. */
    public Optional<String> digestIn(String repository) {
        return digests.stream()
                .filter(name -> name.startsWith(repository + "@"))
                .findFirst()
                .or(() -> digests.stream().findFirst())
                .map(name -> name.substring(name.indexOf('@') + 1));
    }
}
