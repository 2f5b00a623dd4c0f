package io.dwr.scheduler.json;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Integers of the ledger as the numbers that a person knows: cores, GiB, percent. */
public final class Amounts {
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);
    private static final long MIB = 1L << 20;
    private static final int MILLI = 3;
    private static final int GIB_DECIMALS = 9;
    private static final int PERCENT_DECIMALS = 2;
    private static final double WHOLE = 100;

    private Amounts() {}

    public static BigDecimal cores(long milliCpus) {
        return plain(BigDecimal.valueOf(milliCpus, MILLI));
    }

    /** To nine decimals: finer than a byte needs. */
    public static BigDecimal gibOfBytes(long bytes) {
        return plain(BigDecimal.valueOf(bytes).divide(GIB, GIB_DECIMALS, RoundingMode.HALF_UP));
    }

    public static BigDecimal gibOfMib(long mib) {
        return gibOfBytes(mib * MIB);
    }

    /** How much of {@code total} is not free, 0-100 with two decimals; 0 of nothing. */
    public static BigDecimal percentUsed(long total, long free) {
        return total <= 0 ? BigDecimal.ZERO : percent((double) (total - free) / total);
    }

    /** A share of 0-1 as 0-100 with two decimals. */
    public static BigDecimal percent(double share) {
        double finite = Double.isFinite(share) ? share : 0;
        return plain(BigDecimal.valueOf(finite * WHOLE).setScale(PERCENT_DECIMALS, RoundingMode.HALF_UP));
    }

    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped;
    }
}
