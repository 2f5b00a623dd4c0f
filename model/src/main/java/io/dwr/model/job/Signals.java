package io.dwr.model.job;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signals of Linux by number, as far as containers end by them. */
public final class Signals {
    public static final String KILL = "SIGKILL";
    public static final String TERM = "SIGTERM";
    private static final int BASE = 128;
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "SIGHUP"),
            Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"),
            Map.entry(4, "SIGILL"),
            Map.entry(5, "SIGTRAP"),
            Map.entry(6, "SIGABRT"),
            Map.entry(7, "SIGBUS"),
            Map.entry(8, "SIGFPE"),
            Map.entry(9, KILL),
            Map.entry(10, "SIGUSR1"),
            Map.entry(11, "SIGSEGV"),
            Map.entry(12, "SIGUSR2"),
            Map.entry(13, "SIGPIPE"),
            Map.entry(14, "SIGALRM"),
            Map.entry(15, TERM),
            Map.entry(24, "SIGXCPU"),
            Map.entry(25, "SIGXFSZ"),
            Map.entry(31, "SIGSYS"));

    private Signals() {}

    /** The signal that an exit code stands for by the convention of shells and inits; null when it stands for none. */
    public static @Nullable String ofExitCode(@Nullable Integer exitCode) {
        return exitCode == null ? null : NAMES.get(exitCode - BASE);
    }

    /** Its name, from its name or number; a number without a name stays one. */
    public static String named(String nameOrNumber) {
        String text = nameOrNumber.strip();
        if (text.matches("\\d{1,3}")) {
            return NAMES.getOrDefault(Integer.valueOf(text), text);
        }
        return text.startsWith("SIG") ? text : "SIG" + text;
    }
}
