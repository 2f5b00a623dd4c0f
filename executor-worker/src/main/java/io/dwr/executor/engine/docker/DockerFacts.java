package io.dwr.executor.engine.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import io.dwr.executor.engine.ContainerFacts;
import io.dwr.executor.engine.ContainerFacts.State;
import io.dwr.executor.engine.ContainerRequest.BindMount;
import io.dwr.model.job.Signals;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Containers as the engine describes them, in this system's words. */
final class DockerFacts {
    private DockerFacts() {}

    static ContainerFacts of(InspectContainerResponse found) {
        InspectContainerResponse.ContainerState state = found.getState();
        return new ContainerFacts(
                found.getId(),
                plain(found.getName()),
                labels(found.getConfig().getLabels()),
                state(String.valueOf(state.getStatus())),
                Objects.requireNonNullElse(state.getExitCodeLong(), 0L).intValue(),
                Boolean.TRUE.equals(state.getOOMKilled()),
                Objects.requireNonNullElse(state.getError(), ""),
                time(state.getStartedAt()),
                time(state.getFinishedAt()),
                mounts(found),
                stopSignal(found));
    }

    /** The library has no word for it, and the engine says nothing of the usual one. */
    private static String stopSignal(InspectContainerResponse found) {
        return found.getRawValues().get("Config") instanceof Map<?, ?> config
                        && config.get("StopSignal") instanceof String signal
                        && !signal.isBlank()
                ? Signals.named(signal)
                : Signals.TERM;
    }

    /** Those of this machine have no name, unlike volumes of the engine. */
    private static List<BindMount> mounts(InspectContainerResponse found) {
        List<InspectContainerResponse.Mount> mounts = found.getMounts();
        if (mounts == null) {
            return List.of();
        }
        return mounts.stream()
                .filter(mount -> mount.getName() == null || mount.getName().isEmpty())
                .map(mount -> new BindMount(
                        String.valueOf(mount.getSource()),
                        mount.getDestination() == null
                                ? ""
                                : mount.getDestination().getPath(),
                        !Boolean.TRUE.equals(mount.getRW())))
                .toList();
    }

    static ContainerFacts of(Container listed) {
        String[] names = listed.getNames();
        return new ContainerFacts(
                listed.getId(),
                names == null || names.length == 0 ? "" : plain(names[0]),
                labels(listed.getLabels()),
                state(String.valueOf(listed.getState())),
                0,
                false,
                "",
                null,
                null);
    }

    private static State state(String word) {
        return switch (word) {
            case "created" -> State.CREATED;
            case "running", "paused", "restarting" -> State.RUNNING;
            default -> State.ENDED;
        };
    }

    private static String plain(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    private static Map<String, String> labels(@Nullable Map<String, String> labels) {
        return labels == null ? Map.of() : labels;
    }

    /** The engine writes the year 1 for a time that has not come. */
    private static @Nullable Instant time(@Nullable String text) {
        if (text == null || text.isEmpty() || text.startsWith("0001-")) {
            return null;
        }
        return OffsetDateTime.parse(text).toInstant();
    }
}
