package io.dwr.executor.settings;

import java.time.Duration;

/**
 * Clocks of the executor. All of them follow from {@code lostAfter}, the one setting of the cluster.
 *
 * @param lostAfter {@code LOST_AFTER}, 60 s: out of contact for so long, the executor counts as lost
 * @param reportInterval {@code HEARTBEAT_INTERVAL}, 30 s: full reports
 */
public record TimingSettings(Duration lostAfter, Duration reportInterval) {
    private static final Duration LONGEST_SIGN = Duration.ofSeconds(5);
    private static final Duration LEAST_MARGIN = Duration.ofSeconds(2);
    private static final int PARTS = 6;

    static TimingSettings read(SettingsReader reader) {
        return new TimingSettings(
                Duration.ofSeconds(reader.whole("LOST_AFTER", 60, 6, 86_400)),
                reader.seconds("HEARTBEAT_INTERVAL", 30, 1, 3600));
    }

    /** Between two light signs of life. */
    public Duration signInterval() {
        return shorter(LONGEST_SIGN, lostAfter.dividedBy(PARTS));
    }

    /** Between two comparisons of the engine with what is known. */
    public Duration compareInterval() {
        return shorter(Duration.ofSeconds(30), lostAfter.dividedBy(2));
    }

    /** Containers out of contact for so long are stopped, before they may run elsewhere. */
    public Duration contactLimit() {
        Duration sixth = lostAfter.dividedBy(PARTS);
        Duration margin = sixth.compareTo(LEAST_MARGIN) > 0 ? sixth : LEAST_MARGIN;
        return lostAfter.minus(margin);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
