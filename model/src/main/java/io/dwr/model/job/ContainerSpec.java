package io.dwr.model.job;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What runs: everything about the container but its size.
 *
 * @param image reference as the user sent it
 * @param command arguments, never split and never given to a shell; empty = the image's own
 * @param entrypoint empty = the image's own
 * @param environment name to value; empty values are kept
 * @param workingDirectory null = the image's own
 * @param user null = the image's own
 * @param registryCredentials name of the credentials that executors keep for the image's registry; null = the executor's
 *     Docker configuration
 * @param init whether a small init runs as process 1
 * @param tty whether the container has a terminal; then it has one output stream
 * @param options null when the job asks for nothing of it
 */
public record ContainerSpec(
        String image,
        List<String> command,
        List<String> entrypoint,
        Map<String, String> environment,
        List<VolumeMount> volumes,
        @Nullable String workingDirectory,
        @Nullable String user,
        PullPolicy pullPolicy,
        @Nullable String registryCredentials,
        boolean init,
        boolean tty,
        @Nullable ContainerOptions options) {
    public ContainerSpec {
        command = List.copyOf(command);
        entrypoint = List.copyOf(entrypoint);
        environment = Map.copyOf(environment);
        volumes = List.copyOf(volumes);
    }

    /** A container without any options. */
    public ContainerSpec(
            String image,
            List<String> command,
            List<String> entrypoint,
            Map<String, String> environment,
            List<VolumeMount> volumes,
            @Nullable String workingDirectory,
            @Nullable String user,
            PullPolicy pullPolicy,
            @Nullable String registryCredentials,
            boolean init,
            boolean tty) {
        this(
                image,
                command,
                entrypoint,
                environment,
                volumes,
                workingDirectory,
                user,
                pullPolicy,
                registryCredentials,
                init,
                tty,
                null);
    }

    /** The options, with every default filled in. */
    public ContainerOptions chosen() {
        return options == null ? ContainerOptions.DEFAULT : options;
    }
}
