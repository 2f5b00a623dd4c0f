package io.dwr.executor.engine;

import io.dwr.model.job.ContainerOptions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container to be made.
 *
 * @param command empty = the image's own
 * @param entrypoint empty = the image's own
 * @param memoryBytes limit of memory and swap together
 * @param pidsLimit most processes
 * @param gpuUuids exact devices
 * @param init whether a small init runs as process 1
 * @param options {@code pidsLimit} stands for the one in it
 */
public record ContainerRequest(
        String name,
        String image,
        List<String> command,
        List<String> entrypoint,
        Map<String, String> environment,
        Map<String, String> labels,
        List<BindMount> mounts,
        @Nullable String workingDirectory,
        @Nullable String user,
        long milliCpus,
        long memoryBytes,
        long pidsLimit,
        List<String> gpuUuids,
        boolean init,
        boolean tty,
        ContainerOptions options) {
    public ContainerRequest {
        command = List.copyOf(command);
        entrypoint = List.copyOf(entrypoint);
        environment = Map.copyOf(environment);
        labels = Map.copyOf(labels);
        mounts = List.copyOf(mounts);
        gpuUuids = List.copyOf(gpuUuids);
    }

    /** A container without any options. */
    public ContainerRequest(
            String name,
            String image,
            List<String> command,
            List<String> entrypoint,
            Map<String, String> environment,
            Map<String, String> labels,
            List<BindMount> mounts,
            @Nullable String workingDirectory,
            @Nullable String user,
            long milliCpus,
            long memoryBytes,
            long pidsLimit,
            List<String> gpuUuids,
            boolean init,
            boolean tty) {
        this(
                name,
                image,
                command,
                entrypoint,
                environment,
                labels,
                mounts,
                workingDirectory,
                user,
                milliCpus,
                memoryBytes,
                pidsLimit,
                gpuUuids,
                init,
                tty,
                ContainerOptions.DEFAULT);
    }

    /** The same container under another name. */
    public ContainerRequest named(String other) {
        return new ContainerRequest(
                other,
                image,
                command,
                entrypoint,
                environment,
                labels,
                mounts,
                workingDirectory,
                user,
                milliCpus,
                memoryBytes,
                pidsLimit,
                gpuUuids,
                init,
                tty,
                options);
    }

    /** An existing path of this machine at a path in the container. */
    public record BindMount(String source, String target, boolean readOnly) {}
}
