package io.dwr.cli.text;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lengths of time as people write and read them. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile(
            "(?:([0-9]{1,6})d)?(?:([0-9]{1,8})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,10})s?)?", Pattern.CASE_INSENSITIVE);
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;
    private static final int DAY = 86_400;
    /** From here on the next larger unit says enough. */
    private static final int ENOUGH = 2;

    private Durations() {}

    /** Seconds of {@code 90}, {@code 90s}, {@code 5m}, {@code 1h30m}, {@code 2d}; null when it is none of these. */
    public static @Nullable Long seconds(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (text.isBlank() || !matcher.matches()) {
            return null;
        }
        return part(matcher, 1) * DAY + part(matcher, 2) * HOUR + part(matcher, 3) * MINUTE + part(matcher, 4);
    }

    /** {@code 5s}, {@code 3m}, {@code 2h}, {@code 4d}: one unit, rounded down. */
    public static String age(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < ENOUGH * MINUTE) {
            return seconds + "s";
        }
        if (seconds < ENOUGH * HOUR) {
            return seconds / MINUTE + "m";
        }
        return seconds < ENOUGH * DAY ? seconds / HOUR + "h" : seconds / DAY + "d";
    }

    private static long part(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
