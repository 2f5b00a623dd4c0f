package io.dwr.executor.engine.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.core.DockerClientConfig;
import io.dwr.executor.engine.ContainerSample;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The engine's figures of a container. Versions of the kernel's control groups name some of them differently. */
final class DockerStats {
    private DockerStats() {}

    static Optional<ContainerSample> read(InputStream answer) throws IOException {
        return of(DockerClientConfig.getDefaultObjectMapper().readTree(answer));
    }

    /** Of a container that does not run the engine gives an answer without figures. */
    private static Optional<ContainerSample> of(JsonNode stats) {
        JsonNode memory = stats.path("memory_stats");
        if (!memory.path("usage").isNumber()) {
            return Optional.empty();
        }
        return Optional.of(new ContainerSample(
                stats.path("cpu_stats").path("cpu_usage").path("total_usage").asLong(),
                memoryBytes(memory),
                overNetworks(stats, "rx_bytes"),
                overNetworks(stats, "tx_bytes"),
                blockBytes(stats, "read"),
                blockBytes(stats, "write")));
    }

    private static long memoryBytes(JsonNode memory) {
        JsonNode details = memory.path("stats");
        JsonNode version1 = details.path("total_inactive_file");
        JsonNode reclaimable = version1.isNumber() ? version1 : details.path("inactive_file");
        return Math.max(0, memory.path("usage").asLong() - reclaimable.asLong(0));
    }

    private static long overNetworks(JsonNode stats, String figure) {
        long sum = 0;
        for (JsonNode network : stats.path("networks")) {
            sum += network.path(figure).asLong();
        }
        return sum;
    }

    private static long blockBytes(JsonNode stats, String operation) {
        long sum = 0;
        for (JsonNode entry : stats.path("blkio_stats").path("io_service_bytes_recursive")) {
            if (entry.path("op").asText("").equalsIgnoreCase(operation)) {
                sum += entry.path("value").asLong();
            }
        }
        return sum;
    }
}
