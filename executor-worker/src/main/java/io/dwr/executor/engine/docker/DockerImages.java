package io.dwr.executor.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import io.dwr.executor.engine.ImageFacts;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Images as the engine describes them, in this system's words. */
final class DockerImages {
    private DockerImages() {}

    static Optional<ImageFacts> find(DockerClient client, String reference) {
        try {
            InspectImageResponse found = client.inspectImageCmd(reference).exec();
            return Optional.of(new ImageFacts(
                    String.valueOf(found.getId()),
                    names(found.getRepoTags()),
                    names(found.getRepoDigests()),
                    Objects.requireNonNullElse(found.getOs(), ""),
                    Objects.requireNonNullElse(found.getArch(), "")));
        } catch (NotFoundException missing) {
            return Optional.empty();
        }
    }

    static List<ImageFacts> all(DockerClient client) {
        return client.listImagesCmd().exec().stream().map(DockerImages::listed).toList();
    }

    private static ImageFacts listed(Image image) {
        return new ImageFacts(
                image.getId(), names(array(image.getRepoTags())), names(array(image.getRepoDigests())), "", "");
    }

    static Set<String> inUse(DockerClient client) {
        return client.listContainersCmd().withShowAll(true).exec().stream()
                .map(Container::getImageId)
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }

    static boolean remove(DockerClient client, String name) {
        try {
            client.removeImageCmd(name).exec();
            return true;
        } catch (NotFoundException | ConflictException stays) {
            return false;
        }
    }

    private static List<String> array(String @Nullable [] names) {
        return names == null ? List.of() : List.of(names);
    }

    /** An image without a name is listed with one of its own. */
    private static List<String> names(@Nullable Collection<String> names) {
        return names == null
                ? List.of()
                : Stream.of(names.toArray(new String[0]))
                        .filter(name -> !name.startsWith("<none>"))
                        .toList();
    }
}
