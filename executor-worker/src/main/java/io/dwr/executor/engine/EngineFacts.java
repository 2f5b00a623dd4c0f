package io.dwr.executor.engine;

/**
 * What an engine is and has.
 *
 * @param id its own
 * @param version for display
 * @param cpus whole cores
 * @param memoryBytes all that it can give
 * @param dataDirectory where it keeps images and containers
 * @param nvidiaRuntime whether it names a runtime for NVIDIA devices
 */
public record EngineFacts(
        String id, String version, int cpus, long memoryBytes, String dataDirectory, boolean nvidiaRuntime) {
    /** As it would be with a runtime for NVIDIA devices. */
    public EngineFacts withNvidiaRuntime() {
        return new EngineFacts(id, version, cpus, memoryBytes, dataDirectory, true);
    }
}
