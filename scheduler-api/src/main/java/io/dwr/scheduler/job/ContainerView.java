package io.dwr.scheduler.job;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.VolumeMount;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The part of a job's page that says what runs, in the words of the request. */
record ContainerView(
        String dockerImage,
        List<String> command,
        List<String> entrypoint,
        Map<String, String> environment,
        List<String> volumes,
        @Nullable String workingDirectory,
        @Nullable String user,
        String pullPolicy,
        @Nullable String registryCredentials,
        boolean init,
        boolean tty,
        @JsonUnwrapped OptionsView options) {
    static ContainerView of(ContainerSpec spec) {
        return new ContainerView(
                spec.image(),
                spec.command(),
                spec.entrypoint(),
                new TreeMap<>(spec.environment()),
                spec.volumes().stream().map(VolumeMount::text).toList(),
                spec.workingDirectory(),
                spec.user(),
                spec.pullPolicy().word(),
                spec.registryCredentials(),
                spec.init(),
                spec.tty(),
                OptionsView.of(spec.chosen()));
    }
}
