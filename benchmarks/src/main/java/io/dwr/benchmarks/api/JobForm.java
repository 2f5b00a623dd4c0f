package io.dwr.benchmarks.api;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A job to submit. */
public record JobForm(String image, List<String> command, double cpus, long memoryBytes, int maxRetries) {
    private static final JsonMapper JSON = JsonMapper.shared();

    public JobForm {
        command = List.copyOf(command);
    }

    public static JobForm of(String image, List<String> command, double cpus, long memoryBytes) {
        return new JobForm(image, command, cpus, memoryBytes, 0);
    }

    public JobForm withRetries(int retries) {
        return new JobForm(image, command, cpus, memoryBytes, retries);
    }

    String json() {
        return JSON.writeValueAsString(Map.of(
                "docker_image", image,
                "command", command,
                "cpu_cores", cpus,
                "memory", Long.toString(memoryBytes),
                "max_retries", maxRetries,
                "labels", Map.of("benchmark", "true")));
    }
}
