package io.dwr.executor.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Facts of the kernel that no user sets: time since boot, through suspend, and which boot this is. */
public final class KernelClock {
    private static final Path UPTIME = Path.of("/proc/uptime");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int START_TICKS = 19;

    private KernelClock() {}

    public static long uptimeMillis() throws IOException {
        String text = Files.readString(UPTIME);
        return (long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1000);
    }

    public static String bootId() throws IOException {
        return Files.readString(BOOT_ID).strip();
    }

    /** When a process started, in the kernel's ticks: tells it from a later one of the same number. Empty when gone. */
    public static Optional<String> startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean dead = afterName[0].equals("Z") || afterName[0].equals("X");
            return dead ? Optional.empty() : Optional.of(afterName[START_TICKS]);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
