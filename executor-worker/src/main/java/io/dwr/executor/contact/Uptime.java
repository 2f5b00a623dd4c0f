package io.dwr.executor.contact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Time since the machine started: it runs through suspend, and nobody can set it. */
public interface Uptime {
    Duration now();

    /** The kernel's own. */
    static Uptime ofMachine() {
        Path file = Path.of("/proc/uptime");
        return () -> {
            try {
                String text = Files.readString(file);
                return Duration.ofMillis((long) (Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1000));
            } catch (IOException unreadable) {
                throw new UncheckedIOException("/proc/uptime cannot be read: this executor needs Linux", unreadable);
            }
        };
    }
}
