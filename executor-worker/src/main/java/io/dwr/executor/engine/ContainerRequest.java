package io.dwr.executor.engine;

import io.dwr.model.job.ContainerOptions;
import io.dwr.model.placement.Resources;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container to be made.
 *
 * @param options the most processes of {@code amounts} stand for those in it
 */
public record ContainerRequest(
        String name,
        Map<String, String> labels,
        Program program,
        List<BindMount> mounts,
        Amounts amounts,
        ContainerOptions options) {
    public ContainerRequest {
        labels = Map.copyOf(labels);
        mounts = List.copyOf(mounts);
    }

    /** The same container under another name. */
    public ContainerRequest named(String other) {
        return new ContainerRequest(other, labels, program, mounts, amounts, options);
    }

    /**
     * What runs in it.
     *
     * @param command empty = the image's own
     * @param entrypoint empty = the image's own
     * @param init whether a small init runs as process 1
     */
    public record Program(
            String image,
            List<String> command,
            List<String> entrypoint,
            Map<String, String> environment,
            @Nullable String workingDirectory,
            @Nullable String user,
            boolean init,
            boolean tty) {
        public Program {
            command = List.copyOf(command);
            entrypoint = List.copyOf(entrypoint);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * What it may use at most.
     *
     * @param resources its memory is the limit of memory and swap together
     * @param pids most processes
     * @param gpuUuids exact devices
     */
    public record Amounts(Resources resources, long pids, List<String> gpuUuids) {
        public Amounts {
            gpuUuids = List.copyOf(gpuUuids);
        }
    }

    /** An existing path of this machine at a path in the container. */
    public record BindMount(String source, String target, boolean readOnly) {}
}
