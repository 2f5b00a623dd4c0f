package io.dwr.executor.engine;

import java.time.Duration;

/**
 * What an engine is like, for whoever wonders whether it is fit to run jobs.
 *
 * @param apiVersion newest that it speaks
 * @param limits what it can hold containers to
 * @param init whether it has the init process that jobs get
 * @param clockAhead how far its clock is ahead of this process's
 */
public record EngineSurvey(
        EngineFacts facts,
        String apiVersion,
        String osType,
        String storageDriver,
        Limits limits,
        boolean init,
        Duration clockAhead) {
    /**
     * What an engine enforces.
     *
     * @param cgroupVersion 1 or 2, 0 = unknown
     * @param cgroupDriver {@code none} when it can enforce nothing
     */
    public record Limits(
            int cgroupVersion, String cgroupDriver, boolean memory, boolean swap, boolean cpu, boolean pids) {}
}
