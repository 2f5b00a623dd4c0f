package io.dwr.executor.check;

import java.time.Duration;

/** Whether this machine's clock agrees with another: times of log lines and of states are taken from both. */
final class ClockFinding {
    private static final Duration MOST = Duration.ofSeconds(1);

    private ClockFinding() {}

    /**
     * @param ahead how far the other clock is ahead of this machine's
     */
    static Finding of(String other, Duration ahead) {
        String apart = "%.1f s".formatted(ahead.abs().toMillis() / 1000.0);
        if (ahead.abs().compareTo(MOST) <= 0) {
            return Finding.ok("clock", "within 1 s of that of " + other);
        }
        return Finding.warning(
                "clock",
                "this machine's clock is " + apart + (ahead.isNegative() ? " ahead of" : " behind") + " that of "
                        + other + ": times of logs and states are off by as much",
                "let both be set from one source (timedatectl set-ntp true, or chrony)");
    }
}
