package io.dwr.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** What runs on this machine, in containers or not. */
public final class HostProcesses {
    private HostProcesses() {}

    /** A command that ends by itself in years, and that nobody else on this machine has. */
    public static String someSleep() {
        return "sleep " + ThreadLocalRandom.current().nextInt(100_000_000, 1_000_000_000);
    }

    /** How many processes have exactly this command line. */
    public static long running(String command) {
        return ProcessHandle.allProcesses()
                .map(process -> commandLine(process.pid()))
                .filter(command::equals)
                .count();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"))
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException gone) {
            return "";
        }
    }
}
