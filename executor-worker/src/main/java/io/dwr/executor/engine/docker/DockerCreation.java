package io.dwr.executor.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import io.dwr.executor.engine.ContainerOutput;
import io.dwr.executor.engine.ContainerRequest;
import io.dwr.executor.engine.ContainerRequest.Amounts;
import io.dwr.executor.engine.ContainerRequest.Program;
import io.dwr.executor.engine.EngineRefusalException;
import io.dwr.executor.engine.ImageMissingException;
import io.dwr.executor.engine.NameTakenException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns a container request into the engine's own form. */
final class DockerCreation {
    private static final long NANO_CPUS_PER_MILLI = 1_000_000;
    private static final Map<String, String> LOG_LIMITS =
            Map.of("max-size", String.valueOf(ContainerOutput.STORE_FILE_BYTES), "max-file", "2");

    private DockerCreation() {}

    static String create(DockerClient client, ContainerRequest request) {
        try {
            return command(client, request).exec().getId();
        } catch (ConflictException taken) {
            throw new NameTakenException(DockerCalls.words(taken), taken);
        } catch (NotFoundException missing) {
            String words = DockerCalls.words(missing);
            if (words.toLowerCase(Locale.ROOT).contains("no such image")) {
                throw new ImageMissingException(words, missing);
            }
            throw new EngineRefusalException(words, missing);
        } catch (DockerException refused) {
            throw new EngineRefusalException(DockerCalls.words(refused), refused);
        }
    }

    private static CreateContainerCmd command(DockerClient client, ContainerRequest request) {
        Program program = request.program();
        CreateContainerCmd command = client.createContainerCmd(program.image())
                .withName(request.name())
                .withEnv(program.environment().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList())
                .withLabels(request.labels())
                .withTty(program.tty())
                .withHostConfig(hostConfig(request));
        if (!program.command().isEmpty()) {
            command.withCmd(program.command());
        }
        if (!program.entrypoint().isEmpty()) {
            command.withEntrypoint(program.entrypoint());
        }
        if (program.workingDirectory() != null) {
            command.withWorkingDir(program.workingDirectory());
        }
        if (program.user() != null) {
            command.withUser(program.user());
        }
        if (request.options().hostname() != null) {
            command.withHostName(request.options().hostname());
        }
        if (request.options().stopSignal() != null) {
            command.withStopSignal(request.options().stopSignal());
        }
        return command;
    }

    private static HostConfig hostConfig(ContainerRequest request) {
        Amounts amounts = request.amounts();
        long memory = amounts.resources().memoryBytes();
        HostConfig config = new HostConfig()
                .withNanoCPUs(amounts.resources().milliCpus() * NANO_CPUS_PER_MILLI)
                .withMemory(memory)
                .withMemorySwap(memory)
                .withPidsLimit(amounts.pids())
                .withInit(request.program().init())
                .withMounts(request.mounts().stream().map(DockerCreation::mount).toList())
                .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, LOG_LIMITS));
        DockerOptions.apply(request, config);
        if (!amounts.gpuUuids().isEmpty()) {
            config.withDeviceRequests(List.of(
                    new DeviceRequest().withDeviceIds(amounts.gpuUuids()).withCapabilities(List.of(List.of("gpu")))));
        }
        return config;
    }

    private static Mount mount(ContainerRequest.BindMount bind) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(bind.source())
                .withTarget(bind.target())
                .withReadOnly(bind.readOnly());
    }
}
