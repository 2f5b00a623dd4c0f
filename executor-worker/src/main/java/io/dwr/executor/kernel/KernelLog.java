package io.dwr.executor.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's messages, as {@code dmesg} shows them to who may read them. Since Linux 5.0 one line tells why a process
 * was killed for memory, and in which control group it was.
 */
public final class KernelLog {
    private static final Logger log = LoggerFactory.getLogger(KernelLog.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Pattern KILL =
            Pattern.compile("oom-kill:constraint=([A-Z_]+),(?:.*?oom_memcg=([^,\\s]+),)?.*?task_memcg=([^,\\s]+)");

    private final List<String> command;

    public KernelLog() {
        this(List.of("dmesg"));
    }

    /**
     * @param command what writes the messages to its standard output
     */
    KernelLog(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** Why the kernel killed a process of this container, the last time that it did; empty when it says nothing. */
    public Optional<OutOfMemory> ofContainer(String containerId) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Thread limit = Thread.ofVirtual().start(() -> end(process));
            try (BufferedReader lines = process.inputReader()) {
                return lines.lines()
                        .filter(line -> line.contains(containerId))
                        .flatMap(line -> read(line, containerId).stream())
                        .reduce((earlier, later) -> later);
            } finally {
                limit.interrupt();
                process.destroyForcibly();
            }
        } catch (IOException | RuntimeException unreadable) {
            log.debug("the kernel's messages cannot be read", unreadable);
            return Optional.empty();
        }
    }

    static Optional<OutOfMemory> read(String line, String containerId) {
        Matcher kill = KILL.matcher(line);
        if (!kill.find() || !kill.group(3).contains(containerId)) {
            return Optional.empty();
        }
        boolean ofGroup = kill.group(1).equals("CONSTRAINT_MEMCG");
        String limited = kill.group(2);
        boolean own = ofGroup && (limited == null || limited.contains(containerId));
        return Optional.of(own ? OutOfMemory.CONTAINER : OutOfMemory.MACHINE);
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException inTime) {
            Thread.currentThread().interrupt();
        }
    }
}
