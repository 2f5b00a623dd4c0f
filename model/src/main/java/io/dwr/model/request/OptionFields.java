package io.dwr.model.request;

import io.dwr.model.job.ContainerOptions;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what {@code docker run} offers beyond the program itself. */
final class OptionFields {
    private static final int LONGEST_HOSTNAME = 63;
    private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?");
    private static final int HIGHEST_SIGNAL = 64;
    private static final Pattern REAL_TIME =
            Pattern.compile("RTM(?:IN(?:\\+(?:[1-9]|1[0-5]))?|AX(?:-(?:[1-9]|1[0-4]))?)");
    private static final Set<String> SIGNALS = Set.of(
            "ABRT", "ALRM", "BUS", "CHLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "KILL", "PIPE", "PROF", "PWR",
            "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2",
            "VTALRM", "WINCH", "XCPU", "XFSZ");

    private final Fields fields;
    private final Violations violations;

    OptionFields(Fields fields, Violations violations) {
        this.fields = fields;
        this.violations = violations;
    }

    /** Null when the request asks for nothing of it. */
    @Nullable
    ContainerOptions read() {
        ContainerOptions options = new ContainerOptions(
                hostname(),
                fields.flag("read_only", false),
                stopSignal(),
                new LimitFields(fields, violations).read(),
                new PrivilegeFields(fields, violations).read());
        return options.equals(ContainerOptions.DEFAULT) ? null : options;
    }

    private @Nullable String hostname() {
        String name = fields.text("hostname");
        if (name != null
                && (name.length() > LONGEST_HOSTNAME || !HOSTNAME.matcher(name).matches())) {
            fields.refuse(
                    ViolationCode.INVALID_FORMAT,
                    "hostname",
                    "hostname is " + Quoted.of(name) + ": send 1 to " + LONGEST_HOSTNAME
                            + " letters, digits, '-' and '.', the first and the last a letter or digit");
        }
        return name;
    }

    private @Nullable String stopSignal() {
        String signal = fields.text("stop_signal");
        if (signal == null) {
            return null;
        }
        String upper = signal.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        if (isNumber(name)) {
            return name;
        }
        if (!SIGNALS.contains(name) && !REAL_TIME.matcher(name).matches()) {
            fields.refuse(
                    ViolationCode.INVALID_FORMAT,
                    "stop_signal",
                    "stop_signal is " + Quoted.of(signal) + ": send a name such as \"SIGINT\" or \"SIGRTMIN+3\", or a"
                            + " number from 1 to " + HIGHEST_SIGNAL + " as text");
        }
        return "SIG" + name;
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]{1,2}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= HIGHEST_SIGNAL;
    }
}
