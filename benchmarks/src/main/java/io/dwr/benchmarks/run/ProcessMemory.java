package io.dwr.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the kernel says of a process's resident memory, in MB of a million bytes. */
final class ProcessMemory {
    private static final double MEGABYTES_PER_KIBIBYTE = 1024 / 1e6;

    private ProcessMemory() {}

    static Optional<Double> now(long pid) {
        return field(pid, "VmRSS:");
    }

    static Optional<Double> peak(long pid) {
        return field(pid, "VmHWM:");
    }

    private static Optional<Double> field(long pid, String name) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> Double.parseDouble(line.substring(name.length())
                                    .replace("kB", "")
                                    .strip())
                            * MEGABYTES_PER_KIBIBYTE);
        } catch (IOException over) {
            return Optional.empty();
        }
    }
}
