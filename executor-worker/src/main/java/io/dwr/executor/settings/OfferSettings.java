package io.dwr.executor.settings;

import io.dwr.model.job.Permission;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of this machine is offered to jobs.
 *
 * @param cpuCores {@code EXECUTOR_CPU_CORES}; null = all that the engine has
 * @param memoryGb {@code EXECUTOR_MEMORY_GB} in GiB; null = what the engine has, less the reserved share
 * @param reservedMemory {@code EXECUTOR_RESERVED_MEMORY}, the share held back for the system, 0.1
 * @param maxJobs {@code EXECUTOR_MAX_JOBS}, most jobs at once, 100
 * @param gpus {@code EXECUTOR_GPUS}, uuids that may be offered; empty = all
 * @param volumeRoots {@code EXECUTOR_VOLUME_ROOTS}, directories below which volumes may lie, none
 * @param pidsLimit {@code EXECUTOR_PIDS_LIMIT}, most processes of one container, 4096
 * @param allowed {@code EXECUTOR_ALLOW}, what jobs may ask for beyond what is safe, nothing
 */
public record OfferSettings(
        @Nullable BigDecimal cpuCores,
        @Nullable BigDecimal memoryGb,
        BigDecimal reservedMemory,
        int maxJobs,
        List<String> gpus,
        List<Path> volumeRoots,
        int pidsLimit,
        Set<Permission> allowed) {
    private static final int MOST_CORES = 4096;
    private static final int MOST_MEMORY_GB = 1 << 20;

    public OfferSettings {
        gpus = List.copyOf(gpus);
        volumeRoots = List.copyOf(volumeRoots);
        allowed = Set.copyOf(allowed);
    }

    static OfferSettings read(SettingsReader reader) {
        return new OfferSettings(
                reader.optionalNumber("EXECUTOR_CPU_CORES", new BigDecimal("0.01"), MOST_CORES),
                reader.optionalNumber("EXECUTOR_MEMORY_GB", new BigDecimal("0.01"), MOST_MEMORY_GB),
                reservedMemory(reader),
                reader.whole("EXECUTOR_MAX_JOBS", 100, 1, 10_000),
                reader.list("EXECUTOR_GPUS"),
                volumeRoots(reader),
                reader.whole("EXECUTOR_PIDS_LIMIT", 4096, 16, 4_194_304),
                allowed(reader));
    }

    private static Set<Permission> allowed(SettingsReader reader) {
        String name = "EXECUTOR_ALLOW";
        Set<Permission> allowed = new TreeSet<>();
        for (String text : reader.list(name)) {
            if (Permission.isValid(text)) {
                allowed.add(new Permission(text));
            } else {
                reader.violation(name, text, Permission.RULE);
            }
        }
        return allowed;
    }

    private static BigDecimal reservedMemory(SettingsReader reader) {
        BigDecimal share = reader.number("EXECUTOR_RESERVED_MEMORY", new BigDecimal("0.1"), 0, 1);
        if (share.compareTo(BigDecimal.ONE) == 0) {
            reader.violation("EXECUTOR_RESERVED_MEMORY", share.toPlainString(), "must be a share below 1, as 0.1");
        }
        return share;
    }

    private static List<Path> volumeRoots(SettingsReader reader) {
        String name = "EXECUTOR_VOLUME_ROOTS";
        for (String root : reader.list(name)) {
            if (!root.startsWith("/")) {
                reader.violation(name, root, "must be a comma list of absolute directories, as /srv/jobs,/data");
            }
        }
        return reader.list(name).stream().map(Path::of).toList();
    }
}
