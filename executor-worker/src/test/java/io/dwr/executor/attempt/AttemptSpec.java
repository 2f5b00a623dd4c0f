package io.dwr.executor.attempt;

import io.dwr.model.job.ContainerOptions;
import io.dwr.model.job.ContainerSpec;
import io.dwr.model.job.JobId;
import io.dwr.model.job.PullPolicy;
import io.dwr.model.job.VolumeMount;
import io.dwr.model.placement.GpuRequirements;
import io.dwr.model.placement.Requirements;
import io.dwr.model.placement.Reservation;
import io.dwr.model.placement.Resources;
import io.dwr.workflow.ContainerActivity.RunRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request for an attempt, in the making: a small container on the fixture's executor. */
final class AttemptSpec {
    private final String image;
    private final List<String> command;
    private List<String> entrypoint = List.of();
    private Map<String, String> environment = Map.of();
    private List<VolumeMount> volumes = List.of();
    private List<String> gpus = List.of();
    private Map<String, String> labels = Map.of();
    private PullPolicy pullPolicy = PullPolicy.MISSING;
    private @Nullable String registryCredentials;
    private @Nullable ContainerOptions options;
    private boolean init = true;
    private boolean tty;
    private long milliCpus = 500;
    private long memoryBytes = 64L << 20;
    private long timeout;
    private int grace = 2;
    private int attempt = 1;

    AttemptSpec(String image, List<String> command) {
        this.image = image;
        this.command = command;
    }

    AttemptSpec entrypoint(String... words) {
        entrypoint = List.of(words);
        return this;
    }

    AttemptSpec environment(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    AttemptSpec volumes(VolumeMount... mounts) {
        volumes = List.of(mounts);
        return this;
    }

    AttemptSpec gpus(String... uuids) {
        gpus = List.of(uuids);
        return this;
    }

    AttemptSpec labels(Map<String, String> own) {
        labels = own;
        return this;
    }

    AttemptSpec pull(PullPolicy policy) {
        pullPolicy = policy;
        return this;
    }

    AttemptSpec registryCredentials(String name) {
        registryCredentials = name;
        return this;
    }

    AttemptSpec options(ContainerOptions wanted) {
        options = wanted;
        return this;
    }

    AttemptSpec withoutInit() {
        init = false;
        return this;
    }

    AttemptSpec tty() {
        tty = true;
        return this;
    }

    AttemptSpec milliCpus(long amount) {
        milliCpus = amount;
        return this;
    }

    AttemptSpec memory(long bytes) {
        memoryBytes = bytes;
        return this;
    }

    AttemptSpec timeout(long seconds) {
        timeout = seconds;
        return this;
    }

    AttemptSpec grace(int seconds) {
        grace = seconds;
        return this;
    }

    AttemptSpec attempt(int number) {
        attempt = number;
        return this;
    }

    RunRequest as(JobId job) {
        return new RunRequest(
                job,
                attempt,
                new ContainerSpec(
                        image,
                        command,
                        entrypoint,
                        environment,
                        volumes,
                        null,
                        null,
                        pullPolicy,
                        registryCredentials,
                        init,
                        tty,
                        options),
                Requirements.of(new Resources(milliCpus, memoryBytes), GpuRequirements.NONE),
                new Reservation("fixture", "192.0.2.7", gpus),
                labels,
                timeout,
                grace);
    }
}
