package io.dwr.benchmarks.engine;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What the bare engine is asked to run. */
public record ContainerForm(String image, List<String> command, Map<String, Object> hostConfig) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long NANO_CPUS = 1_000_000_000;
    private static final long PIDS = 4096;

    public ContainerForm {
        command = List.copyOf(command);
        hostConfig = Map.copyOf(hostConfig);
    }

    /** Nothing but image and command. */
    public static ContainerForm plain(String image, List<String> command) {
        return new ContainerForm(image, command, Map.of());
    }

    /** With the limits, the init and the log settings that a job's container has. */
    public static ContainerForm limited(String image, List<String> command, double cpus, long memoryBytes) {
        return new ContainerForm(
                image,
                command,
                Map.of(
                        "NanoCpus",
                        Math.round(cpus * NANO_CPUS),
                        "Memory",
                        memoryBytes,
                        "MemorySwap",
                        memoryBytes,
                        "PidsLimit",
                        PIDS,
                        "Init",
                        true,
                        "LogConfig",
                        Map.of("Type", "json-file", "Config", Map.of("max-size", "64m", "max-file", "2"))));
    }

    String json() {
        return JSON.writeValueAsString(Map.of(
                "Image", image, "Cmd", command, "HostConfig", hostConfig, "Labels", Map.of("benchmark", "true")));
    }
}
