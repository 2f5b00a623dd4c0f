package io.dwr.cli.text;

import java.util.Locale;

/** Amounts of memory and traffic, as a person reads them. */
public final class Bytes {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final int STEP = 1024;

    private Bytes() {}

    /** {@code 512B}, {@code 1.5MiB}, {@code 12GiB}: three digits or so. */
    public static String of(long bytes) {
        double amount = Math.max(0, bytes);
        int unit = 0;
        while (amount >= STEP && unit < UNITS.length - 1) {
            amount /= STEP;
            unit++;
        }
        String digits = String.format(Locale.ROOT, amount < 10 ? "%.2f" : amount < 100 ? "%.1f" : "%.0f", amount);
        String plain = digits.contains(".") ? digits.replaceAll("0+$", "").replaceAll("\\.$", "") : digits;
        return plain + UNITS[unit];
    }
}
